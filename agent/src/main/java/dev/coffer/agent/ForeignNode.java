package dev.coffer.agent;

import dev.coffer.crypto.secret.SecretBytes;
import java.nio.file.Path;

/** Somebody else's PostgreSQL on this host, and a superuser of it: never started or stopped. */
public record ForeignNode(Path dataDirectory, int port, String user, SecretBytes password) {
  public ForeignNode {
    if (!dataDirectory.isAbsolute()) {
      throw new IllegalArgumentException("data directory is not absolute: " + dataDirectory);
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }
}
