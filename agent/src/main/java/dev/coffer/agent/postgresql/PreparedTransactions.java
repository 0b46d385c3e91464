package dev.coffer.agent.postgresql;

import static java.lang.System.Logger.Level.WARNING;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.warehouse.NodeAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;

/** What the nodes of a cluster prepared and did not commit. */
final class PreparedTransactions {
  private static final System.Logger LOG = System.getLogger(PreparedTransactions.class.getName());
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private PreparedTransactions() {}

  /** Finds a node, ours or where another user runs it. */
  interface Finder {
    Node find(NodeAccess access) throws IOException;
  }

  /**
   * Has all nodes end them. A server may obey its tenant by now and never come to an end: none is
   * waited for beyond a limit, and what goes on then is one connection.
   */
  static void end(List<NodeAccess> accesses, Finder nodes) {
    var ending = new LinkedHashMap<String, Thread>();
    for (var access : accesses) {
      var superuser = Account.of(access.superuser());
      ending.put(access.nodeId(), Thread.ofVirtual().start(() -> end(access, superuser, nodes)));
    }
    long begun = System.nanoTime();
    try {
      for (var each : ending.entrySet()) {
        if (!each.getValue().join(LIMIT.minusNanos(System.nanoTime() - begun))) {
          LOG.log(
              WARNING, "node {0} does not answer; what it prepared is left to it", each.getKey());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(NodeAccess access, Account superuser, Finder nodes) {
    try {
      new CitusFederation(List.of(nodes.find(access)), superuser).endPrepared();
    } catch (AgentFailure | IOException failed) {
      LOG.log(
          WARNING,
          "node " + access.nodeId() + " does not end its prepared transactions yet",
          failed);
    }
  }
}
