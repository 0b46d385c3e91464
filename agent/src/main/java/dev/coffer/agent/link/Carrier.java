package dev.coffer.agent.link;

import java.io.IOException;

/** Opens connections to one agent whose identity the carrier has proven. */
public interface Carrier {
  /** A connection for one request. */
  Wire connect() throws IOException;
}
