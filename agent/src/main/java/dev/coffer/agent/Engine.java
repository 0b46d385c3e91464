package dev.coffer.agent;

import dev.coffer.crypto.secret.SecretBytes;
import java.nio.file.Path;

/** A running engine to capture, and the account to do it with. */
public sealed interface Engine {
  /** An instance of the agent's own, through the control secret it was provisioned with. */
  record Own(String instanceId, SecretBytes controlSecret) implements Engine {
    public Own {
      Id.require(instanceId);
    }
  }

  /** Somebody else's engine on this host: captured, never started, stopped or changed. */
  record Adopted(Address address, String user, SecretBytes password, Path dataDirectory)
      implements Engine {
    public Adopted {
      if (!dataDirectory.isAbsolute()) {
        throw new IllegalArgumentException("data directory is not absolute: " + dataDirectory);
      }
    }
  }

  /** Where an engine listens. */
  sealed interface Address {
    record Socket(Path path) implements Address {}

    record Tcp(String host, int port) implements Address {}
  }
}
