package dev.coffer.agent.warehouse;

import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.Watch;

/**
 * Moves nodes of one host, while they serve, from plain directories to sealed volumes: survey, take
 * over a node that another user runs, prepare, copy, follow, switch over, verify, retire. Each step
 * does nothing where it is done already and begins anew where it was cut short, so that a caller
 * who was killed asks for all of them again. Until {@link #switchOver} has returned, a node serves
 * from its plain directory and {@link #abandon} leaves it as it was; from then on it serves from
 * its volume, and the plain directory is never started again. The trap: a switch-over that failed
 * may be behind that point; {@link #isSealed} tells.
 */
public interface ConversionHost {
  /** Looks whether a node can be converted, and what that takes; changes nothing. */
  NodeSurvey survey(NodeAccess node);

  /**
   * Makes a node that another user runs one of the agent's, which works where it did; does nothing
   * to one of the agent's own. From then on the agent starts it where it does not run, until {@link
   * #abandon} gives it back.
   */
  void takeOver(NodeAccess node);

  /** Whether there is a node that serves from a sealed volume, and from nothing else for ever. */
  boolean isSealed(String nodeId);

  /** Makes and opens the node's volume. */
  void prepare(String nodeId, VolumeKey key);

  /** Copies the running node into its open volume. */
  void copy(NodeAccess node, Watch watch);

  /** Keeps a standby on the volume, and waits until it streams and is little behind the node. */
  void follow(NodeAccess node);

  /**
   * Stops the node, and starts it from its volume on the same address and port once the volume
   * provably holds all that the node ever committed; otherwise starts it from where it was and
   * fails.
   */
  void switchOver(NodeAccess node);

  /**
   * Reads all of the node on its volume, and searches what lies under the volume for content of the
   * plain directory. The watch is told which tables and indexes PostgreSQL cannot check.
   */
  void verify(NodeAccess node, Watch watch);

  /** Overwrites and removes the plain directory of a node that serves from its volume. */
  void retire(String nodeId);

  /**
   * Removes the volume of a node that still serves from its plain directory, and its standby; does
   * nothing where there is no such node.
   */
  void abandon(NodeAccess node);
}
