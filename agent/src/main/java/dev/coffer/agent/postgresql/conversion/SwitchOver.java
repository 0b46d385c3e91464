package dev.coffer.agent.postgresql.conversion;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.postgresql.Node;
import dev.coffer.agent.postgresql.ReplicationSlot;
import dev.coffer.agent.postgresql.UnloggedRelations;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.ControlData;
import dev.coffer.agent.postgresql.server.Lsn;
import dev.coffer.agent.postgresql.server.Server;
import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.time.Duration;

/**
 * Stops a node and makes the standby on its volume the node. What was committed is on the standby
 * before it may write: it has replayed the checkpoint with which the node shut down, and that is
 * the last thing in the node's log. If it does not come to that, the node is started again. The
 * mark on the disk stands between the two servers: without it only the one, with it only the other
 * is ever started as the node.
 */
record SwitchOver(Node node, Server standby, Account superuser) {
  private static final Duration CATCHING_UP = Duration.ofSeconds(20);

  /** The standby's own memory is written down before, so that its stop takes no time. */
  void run() throws IOException {
    try (var ofStandby = standby.session(Session.FIRST_DATABASE, superuser)) {
      checkpoint(ofStandby);
      try {
        node.server().stop();
        var last = node.server().controlData();
        if (!node.closePlain()) {
          throw refusal("another user started the server again");
        }
        requireAll(ofStandby, last);
        requireNothingUnlogged(ofStandby);
        standby.stop();
        node.files().markSealed();
      } finally {
        // The disk is asked: a mark that could not be made durable may stand there all the same.
        if (!node.files().isSealed()) {
          node.startServer();
        }
      }
    }
  }

  private void checkpoint(Session ofStandby) throws IOException {
    Lsn written;
    try (var ofNode = node.session(Session.FIRST_DATABASE, superuser)) {
      if (ReplicationSlot.lag(ofNode).isEmpty()) {
        throw refusal("the standby does not stream");
      }
      ofNode.run("CHECKPOINT");
      written = Lsn.parse(ofNode.ask("SELECT pg_current_wal_lsn()"));
    }
    requireReplayed(ofStandby, written);
    ofStandby.run("CHECKPOINT");
  }

  private void requireAll(Session ofStandby, ControlData last) throws IOException {
    var copy = standby.controlData();
    if (!last.isShutDown()) {
      throw refusal("the node did not shut down cleanly");
    }
    if (!last.systemIdentifier().equals(copy.systemIdentifier())) {
      throw refusal("what lies on the volume is no copy of the node");
    }
    // Replayed up to a place behind the beginning of the last record: it was replayed whole.
    requireReplayed(ofStandby, new Lsn(last.checkpoint().position() + 1));
  }

  /** The copy has all of the node's catalogue by now, and is what would be left. */
  private void requireNothingUnlogged(Session ofStandby) throws IOException {
    var lost = UnloggedRelations.of(ofStandby, database -> standby.session(database, superuser));
    if (!lost.isEmpty()) {
      throw refusal(
          "unlogged since the order, and would be empty: %s; SET LOGGED or drop"
              .formatted(String.join(", ", lost)));
    }
  }

  private void requireReplayed(Session ofStandby, Lsn wanted) throws IOException {
    boolean replayed = Await.until(CATCHING_UP, () -> replayed(ofStandby).compareTo(wanted) >= 0);
    if (!replayed) {
      throw refusal("the standby is at %s, not at %s".formatted(replayed(ofStandby), wanted));
    }
  }

  private static Lsn replayed(Session ofStandby) {
    return Lsn.parse(ofStandby.ask("SELECT coalesce(pg_last_wal_replay_lsn(), '0/0')"));
  }

  private AgentFailure refusal(String why) {
    return new AgentFailure(
        Reason.SWITCH_OVER_REFUSED,
        "%s; node %s serves as before".formatted(why, node.files().id()));
  }
}
