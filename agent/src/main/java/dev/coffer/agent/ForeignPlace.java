package dev.coffer.agent;

import java.nio.file.Path;

/** Where somebody else's PostgreSQL on this host keeps its data and listens. */
public record ForeignPlace(Path dataDirectory, int port) {
  public ForeignPlace {
    if (!dataDirectory.isAbsolute()) {
      throw new IllegalArgumentException("data directory is not absolute: " + dataDirectory);
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }
}
