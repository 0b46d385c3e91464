package dev.coffer.agent;

import java.nio.file.Path;

/** Where another user's PostgreSQL on this host keeps its data and listens. */
public record ForeignPlace(Path dataDirectory, int port) {
  public ForeignPlace {
    Arguments.requireAbsolute("data directory", dataDirectory);
    Arguments.requirePort(port);
  }
}
