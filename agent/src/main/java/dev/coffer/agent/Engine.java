package dev.coffer.agent;

import dev.coffer.crypto.secret.SecretBytes;
import java.nio.file.Path;

/** A running engine to capture, and the account to do it with. */
public sealed interface Engine {
  /** MariaDB's, which counts characters: 80. */
  int LONGEST_USER = 4 * 80;

  /** That of DNS. */
  int LONGEST_HOST = 253;

  /** An instance of the agent's own, through the control secret it was provisioned with. */
  record Own(String instanceId, SecretBytes controlSecret) implements Engine {
    public Own {
      Id.require(instanceId);
    }
  }

  /** An engine that another user runs on this host: captured, never started, stopped or changed. */
  record Adopted(Address address, String user, SecretBytes password, Path dataDirectory)
      implements Engine {
    public Adopted {
      Arguments.requireLine("user", user, LONGEST_USER);
      Arguments.requireAbsolute("data directory", dataDirectory);
    }
  }

  /** Where an engine listens. */
  sealed interface Address {
    record Socket(Path path) implements Address {
      public Socket {
        Arguments.requireAbsolute("socket", path);
      }
    }

    record Tcp(String host, int port) implements Address {
      public Tcp {
        Arguments.requireLine("host", host, LONGEST_HOST);
        Arguments.requirePort(port);
      }
    }
  }
}
