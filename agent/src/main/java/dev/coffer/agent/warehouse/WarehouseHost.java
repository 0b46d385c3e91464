package dev.coffer.agent.warehouse;

import dev.coffer.agent.Adoption;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.Endpoint;
import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Superuser;
import dev.coffer.agent.VolumeKey;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.List;
import java.util.Optional;

/**
 * Does the work on the warehouse nodes of one host, for one caller that decides who may ask for it.
 * Requests block until they are done and fail with {@link AgentFailure}; those that change a node
 * take turns. The trap: a {@link #federate} that failed or was cut short leaves nodes that are good
 * for nothing but to be destroyed.
 */
public interface WarehouseHost {
  /** Makes and starts a node that is empty but for our own superuser. */
  Instance provision(NodeOrder order);

  /**
   * Makes and starts such a node with all its files on a sealed volume. The data key is closed as
   * soon as the volume's daemon has it.
   */
  Instance provision(NodeOrder order, VolumeKey key);

  /**
   * Fails as taken where a node that is ordered now could not listen there. It may be taken later,
   * by the time that the node is made.
   */
  void requireFree(Endpoint endpoint);

  /** Checks that a running node can be taken over; changes nothing on it and keeps nothing. */
  Adoption adopt(ForeignPlace place, Superuser.Given superuser);

  /**
   * Sees to it that each start of a node that we made brings our superuser back, whatever another
   * did to it; does nothing where that is so already. For nodes of earlier versions.
   */
  void keepControl(NodeAccess node);

  /** Empty where no node of the agent's own has this id. */
  Optional<Instance> inspect(String nodeId);

  /**
   * Opens the volume of a node that has one, so that it can be started. After the death of a
   * volume's daemon, what is left of the node's server is removed first.
   */
  void unlock(String nodeId, SecretBytes dataKey);

  /** Does nothing to one that runs; fails as locked where the node's volume is not open. */
  Instance start(String nodeId);

  /**
   * Shuts down cleanly, cutting clients off, and closes the node's volume; does nothing to one that
   * is stopped.
   */
  Instance stop(String nodeId);

  /** Stops it and starts it again; a volume stays open in between. */
  Instance restart(String nodeId);

  /** Stops it and removes all its files; does nothing where there is none. */
  void destroy(String nodeId);

  /**
   * Has the nodes of a cluster end what they prepared and did not commit, where Citus spreads it;
   * does nothing elsewhere. After a start, for until then half of a transaction may be seen. A node
   * that cannot is logged, and left to Citus.
   */
  void endPrepared(List<NodeAccess> nodes);

  /** Moves the same nodes to sealed volumes. */
  ConversionHost conversions();

  /** Makes one database of new nodes: what {@code coffer.distribute} spreads, and its owner. */
  void federate(Federation federation);
}
