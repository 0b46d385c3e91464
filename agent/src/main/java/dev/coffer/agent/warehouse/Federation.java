package dev.coffer.agent.warehouse;

import dev.coffer.agent.Arguments;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.List;
import java.util.stream.Stream;

/** Running nodes that shall become one database: the coordinator and what it spreads rows over. */
public record Federation(
    String coordinatorId, List<String> dataNodeIds, Secrets secrets, Database database) {
  public Federation {
    dataNodeIds = List.copyOf(dataNodeIds);
    Arguments.requireNodes(coordinatorId, dataNodeIds);
    if (dataNodeIds.isEmpty()) {
      throw new IllegalArgumentException("no data node for coordinator " + coordinatorId);
    }
  }

  public List<String> nodeIds() {
    return Stream.concat(Stream.of(coordinatorId), dataNodeIds.stream()).toList();
  }

  /**
   * What opens the nodes for us, and the data nodes for their coordinator; both of any bytes and
   * the caller's, to close.
   */
  public record Secrets(SecretBytes superuser, SecretBytes link) {}

  /** The database that users see, and its owner; the password stays the caller's, to close. */
  public record Database(String name, String administrator, SecretBytes password) {
    public Database {
      Arguments.requireName("database", name);
      Arguments.requireName("administrator", administrator);
    }
  }
}
