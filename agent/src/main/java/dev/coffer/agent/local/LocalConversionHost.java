package dev.coffer.agent.local;

import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.Watch;
import dev.coffer.agent.postgresql.conversion.Conversions;
import dev.coffer.agent.warehouse.ConversionHost;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeSurvey;
import java.io.IOException;

/** Converts the nodes of a {@link LocalWarehouseHost}, taking turns with it. */
final class LocalConversionHost implements ConversionHost {
  private final Conversions conversions;
  private final InstanceLocks locks;

  LocalConversionHost(Conversions conversions, InstanceLocks locks) {
    this.conversions = conversions;
    this.locks = locks;
  }

  private interface Step {
    void run() throws IOException;
  }

  @Override
  public NodeSurvey survey(NodeAccess node) {
    return AgentFailures.on("node " + node.nodeId(), () -> conversions.survey(node));
  }

  @Override
  public void takeOver(NodeAccess node) {
    take(node.nodeId(), () -> conversions.takeOver(node));
  }

  @Override
  public boolean isSealed(String nodeId) {
    return AgentFailures.on("node " + nodeId, () -> conversions.isSealed(nodeId));
  }

  @Override
  public void prepare(String nodeId, VolumeKey key) {
    take(nodeId, () -> conversions.prepare(nodeId, key));
  }

  @Override
  public void copy(NodeAccess node, Watch watch) {
    take(node.nodeId(), () -> conversions.copy(node, watch));
  }

  @Override
  public void follow(NodeAccess node) {
    take(node.nodeId(), () -> conversions.follow(node));
  }

  @Override
  public void switchOver(NodeAccess node) {
    take(node.nodeId(), () -> conversions.switchOver(node));
  }

  @Override
  public void verify(NodeAccess node, Watch watch) {
    take(node.nodeId(), () -> conversions.verify(node, watch));
  }

  @Override
  public void retire(String nodeId) {
    take(nodeId, () -> conversions.retire(nodeId));
  }

  @Override
  public void abandon(NodeAccess node) {
    take(node.nodeId(), () -> conversions.abandon(node));
  }

  private void take(String nodeId, Step step) {
    locks.holding(
        nodeId,
        () -> {
          step.run();
          return nodeId;
        });
  }
}
