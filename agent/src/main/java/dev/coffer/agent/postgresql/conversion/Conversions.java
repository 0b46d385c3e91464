package dev.coffer.agent.postgresql.conversion;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.Watch;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.OverwriteTree;
import dev.coffer.agent.host.Ports;
import dev.coffer.agent.postgresql.BaseCopy;
import dev.coffer.agent.postgresql.CopyRole;
import dev.coffer.agent.postgresql.Node;
import dev.coffer.agent.postgresql.Nodes;
import dev.coffer.agent.postgresql.ReplicationSlot;
import dev.coffer.agent.postgresql.Standby;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeSurvey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Moves nodes to sealed volumes, step by step. Callers see to it that requests on one node take
 * turns.
 */
public final class Conversions {
  /** Replayed in a moment, and small against what is written while that takes. */
  private static final long LITTLE = 1 << 20;

  private static final Duration CATCHING_UP = Duration.ofMinutes(10);

  /** Of a standby that was close before the switch-over. */
  private static final Duration STREAMING_AGAIN = Duration.ofSeconds(20);

  private final Nodes nodes;
  private final Ports ports;

  public Conversions(Nodes nodes) {
    this.nodes = nodes;
    this.ports = nodes.ports();
  }

  public NodeSurvey survey(NodeAccess access) throws IOException {
    var takeover = nodes.takeover(access);
    if (takeover.isEmpty()) {
      return survey(nodes.existing(access.nodeId()), access, List.of());
    }
    var obstacles = takeover.get().obstaclesToMove();
    return obstacles.isEmpty()
        ? survey(takeover.get().look(), access, obstacles)
        : new NodeSurvey(0, 0, List.of(), obstacles);
  }

  private NodeSurvey survey(Node node, NodeAccess access, List<String> obstacles)
      throws IOException {
    return new Survey(node, superuser(access), nodes.home()).run(obstacles);
  }

  /** Makes a node that another user runs one of ours, which still works where it did. */
  public void takeOver(NodeAccess access) throws IOException {
    var takeover = nodes.takeover(access);
    if (takeover.isPresent()) {
      takeover.get().take();
    }
  }

  public boolean isSealed(String nodeId) throws IOException {
    return nodes.files(nodeId).isSealed();
  }

  public void prepare(String nodeId, VolumeKey key) throws IOException {
    var node = nodes.existing(nodeId);
    if (node.files().isSealed()) {
      return;
    }
    if (!node.volume().isOpen()) {
      new Standby(node).kill();
      BaseCopy.killProgram(node.files().copy());
    }
    node.volume().prepare(key);
  }

  public void copy(NodeAccess access, Watch watch) throws IOException {
    var node = nodes.existing(access.nodeId());
    if (!node.files().isSealed()) {
      new BaseCopy(node, superuser(access)).run(watch);
    }
  }

  public void follow(NodeAccess access) throws IOException {
    follow(access, CATCHING_UP);
  }

  private void follow(NodeAccess access, Duration limit) throws IOException {
    var node = nodes.existing(access.nodeId());
    if (node.files().isSealed()) {
      return;
    }
    var _ = new Standby(node).running(ports);
    try (var session = node.session(Session.FIRST_DATABASE, superuser(access))) {
      boolean close =
          Await.until(limit, () -> ReplicationSlot.lag(session).orElse(Long.MAX_VALUE) < LITTLE);
      if (!close) {
        throw new AgentFailure(
            Reason.SWITCH_OVER_REFUSED,
            "the standby of node %s does not catch up".formatted(access.nodeId()));
      }
    }
  }

  public void switchOver(NodeAccess access) throws IOException {
    var node = nodes.existing(access.nodeId());
    if (!node.files().isSealed()) {
      follow(access, STREAMING_AGAIN);
      var standby = new Standby(node).running(ports);
      new SwitchOver(node, standby, superuser(access)).run();
      node = nodes.existing(access.nodeId());
    }
    node.start();
    try (var session = node.session(Session.FIRST_DATABASE, superuser(access))) {
      session.run("ALTER SYSTEM RESET primary_conninfo");
      session.run("ALTER SYSTEM RESET primary_slot_name");
      CopyRole.drop(node, session);
    }
  }

  public void verify(NodeAccess access, Watch watch) throws IOException {
    var node = nodes.existing(access.nodeId());
    requireSealed(node);
    new Verification(node, superuser(access)).run(watch);
  }

  public void retire(String nodeId) throws IOException {
    var node = nodes.existing(nodeId);
    requireSealed(node);
    var plain = node.files().plain();
    node.files().tree(plain.data()).overwriteAndDelete();
    OverwriteTree.at(plain.log());
  }

  public void abandon(NodeAccess access) throws IOException {
    if (!nodes.files(access.nodeId()).exist()) {
      return;
    }
    var node = nodes.existing(access.nodeId());
    if (node.files().isSealed()) {
      throw new AgentFailure(
          Reason.CONVERSION_UNSOUND, "node %s has been switched".formatted(access.nodeId()));
    }
    BaseCopy.killProgram(node.files().copy());
    new Standby(node).kill();
    node.start();
    try (var session = node.session(Session.FIRST_DATABASE, superuser(access))) {
      ReplicationSlot.drop(session);
      CopyRole.drop(node, session);
    }
    node.volume().remove();
    if (node.files().areForeign()) {
      node.files().delete();
    }
  }

  private static void requireSealed(Node node) {
    if (!node.files().isSealed()) {
      throw new IllegalStateException("node " + node.files().id() + " has not been switched");
    }
  }

  private static Account superuser(NodeAccess access) {
    return Account.of(access.superuser());
  }
}
