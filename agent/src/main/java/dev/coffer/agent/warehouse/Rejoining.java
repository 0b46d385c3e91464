package dev.coffer.agent.warehouse;

import dev.coffer.agent.Arguments;
import java.util.List;

/** Restored nodes that shall become a warehouse of their own; all run. */
public record Rejoining(
    String coordinatorId,
    List<String> dataNodeIds,
    String database,
    Federation.Secrets captured,
    Federation.Secrets fresh) {
  public Rejoining {
    dataNodeIds = List.copyOf(dataNodeIds);
    Arguments.requireNodes(coordinatorId, dataNodeIds);
    Arguments.requireName("database", database);
  }
}
