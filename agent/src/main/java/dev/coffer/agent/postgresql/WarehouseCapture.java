package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.postgresql.citus.Scripts;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.agent.warehouse.SnapshotOrder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Captures the nodes of one warehouse as of one moment: the base of each, however long that takes,
 * then {@link #cut}, then the log of each. Until it is closed, or its process ends, every node
 * keeps the log that is written in between.
 */
public final class WarehouseCapture implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Distributing a table reads data_node first. */
  private static final String STOP_WRITERS =
      """
      BEGIN;
      SET LOCAL lock_timeout = '500ms';
      LOCK TABLE coffer.data_node IN ACCESS EXCLUSIVE MODE;
      DO $$
      DECLARE spread regclass;
      BEGIN
        FOR spread IN SELECT DISTINCT i.inhparent::regclass FROM pg_inherits i
          JOIN pg_foreign_table f ON f.ftrelid = i.inhrelid
        LOOP
          EXECUTE format('LOCK TABLE ONLY %s IN EXCLUSIVE MODE', spread);
        END LOOP;
      END
      $$
      """;

  private final List<CapturedNode> nodes = new ArrayList<>();
  private final Optional<String> database;

  private WarehouseCapture(Optional<String> database) {
    this.database = database;
  }

  public static WarehouseCapture begin(Nodes nodes, SnapshotOrder order) throws IOException {
    var capture = new WarehouseCapture(order.database());
    boolean begun = false;
    try {
      for (var access : order.nodes()) {
        var superuser = Account.of(access.superuser());
        capture.nodes.add(CapturedNode.begin(nodes.at(access), superuser));
      }
      begun = true;
      return capture;
    } finally {
      if (!begun) {
        capture.close();
      }
    }
  }

  public Source base(int node) {
    return nodes.get(node).base();
  }

  /**
   * Ends the log of each node at a moment at which no transaction is half committed: with the locks
   * that it waits for, no transaction is left that wrote to a distributed table. Nodes that are no
   * federation of ours, and not spread by Citus, have no such moment that we know of: their logs
   * end one after the other.
   */
  public void cut() throws IOException {
    var spread = database.isPresent() ? database : spreadByCitus();
    if (spread.isPresent()) {
      cutWithoutWriters(spread.get());
    } else {
      nodes.forEach(CapturedNode::cut);
    }
  }

  /** The database of a cluster of another's making, where the first node is its coordinator. */
  private Optional<String> spreadByCitus() throws IOException {
    for (var name : nodes.getFirst().databases()) {
      try (var session = nodes.getFirst().session(name)) {
        if (session.ask(Scripts.SPREAD).equals("t") && session.ask(Scripts.GROUP).equals("0")) {
          return Optional.of(name);
        }
      }
    }
    return Optional.empty();
  }

  private void cutWithoutWriters(String federation) throws IOException {
    try (var session = nodes.getFirst().session(federation)) {
      if (!Await.until(LIMIT, () -> holdsWrites(session))) {
        throw new AgentFailure(
            Reason.ENGINE_FAILED,
            "a transaction that writes to distributed tables did not end within %d seconds"
                .formatted(LIMIT.toSeconds()));
      }
      nodes.forEach(CapturedNode::cut);
      session.run("ROLLBACK");
    }
  }

  // It waits for less than the second after which PostgreSQL looks for deadlocks, so that none of
  // the users' transactions is ended for ours.
  private static boolean holdsWrites(Session session) {
    boolean holds =
        session.runUnlessLocked(
            session.ask(Scripts.SPREAD).equals("t") ? Scripts.STOP_WRITERS : STOP_WRITERS);
    if (!holds) {
      session.run("ROLLBACK");
    }
    return holds;
  }

  /** What the nodes have and the snapshot has not, after the cut. */
  public List<String> omitted() throws IOException {
    var all = new ArrayList<String>();
    for (var node : nodes) {
      all.addAll(node.omitted());
    }
    return List.copyOf(all);
  }

  public Source log(int node) {
    return nodes.get(node).log();
  }

  @Override
  public void close() {
    nodes.forEach(CapturedNode::close);
  }
}
