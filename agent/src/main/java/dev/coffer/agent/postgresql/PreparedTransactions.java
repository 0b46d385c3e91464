package dev.coffer.agent.postgresql;

import static java.lang.System.Logger.Level.WARNING;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.warehouse.NodeAccess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiConsumer;

/** What the nodes of a cluster prepared and did not commit. */
public final class PreparedTransactions {
  private static final System.Logger LOG = System.getLogger(PreparedTransactions.class.getName());
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private PreparedTransactions() {}

  /**
   * Has all nodes end them. A server may obey its tenant by now and never come to an end: none is
   * waited for beyond a limit, and what goes on then is one connection.
   */
  public static void end(List<NodeAccess> accesses, BiConsumer<NodeAccess, Account> ending) {
    var threads = new LinkedHashMap<String, Thread>();
    for (var access : accesses) {
      // The caller closes the secrets once it has waited.
      var superuser = Account.of(access.superuser());
      threads.put(access.nodeId(), Thread.ofVirtual().start(() -> end(access, superuser, ending)));
    }
    long begun = System.nanoTime();
    try {
      for (var each : threads.entrySet()) {
        if (!each.getValue().join(LIMIT.minusNanos(System.nanoTime() - begun))) {
          LOG.log(
              WARNING, "node {0} does not answer; what it prepared is left to it", each.getKey());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(
      NodeAccess access, Account superuser, BiConsumer<NodeAccess, Account> ending) {
    try {
      ending.accept(access, superuser);
    } catch (AgentFailure failed) {
      LOG.log(
          WARNING,
          "node " + access.nodeId() + " does not end its prepared transactions yet",
          failed);
    }
  }
}
