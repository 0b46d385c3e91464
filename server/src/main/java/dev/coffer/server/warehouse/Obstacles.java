package dev.coffer.server.warehouse;

import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.util.List;

/** Refuses what a node stands in the way of, naming the node and telling what to do. */
final class Obstacles {
  private Obstacles() {}

  static void requireNone(NodeAccess node, List<String> obstacles, Reason otherwise) {
    if (!obstacles.isEmpty()) {
      throw new Refusal(
          Failure.DWS_0001,
          "%s (%s)".formatted(name(node), String.join("; ", obstacles)),
          otherwise);
    }
  }

  private static String name(NodeAccess node) {
    return node.foreign()
        .map(ForeignPlace::port)
        .map(port -> "the node at port " + port)
        .orElseGet(() -> "node " + node.nodeId());
  }
}
