package dev.coffer.agent.warehouse;

import dev.coffer.agent.Arguments;
import java.util.List;
import java.util.stream.Stream;

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

  public List<String> nodeIds() {
    return Stream.concat(Stream.of(coordinatorId), dataNodeIds.stream()).toList();
  }
}
