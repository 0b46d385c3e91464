package dev.coffer.server.instance;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.Instance;
import dev.coffer.server.jobs.Rounds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the table says of engines true. An engine of our own that is not running though
 * nothing is happening to it is started; where that fails, the instance is abnormal until a later
 * round finds it well again.
 */
public final class Supervision implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);

  private static final Set<InstanceState> AT_REST =
      EnumSet.of(InstanceState.ACTIVE, InstanceState.ABNORMAL);

  private final InstanceTable table;
  private final Agent agent;
  private final Rounds<InstanceId> rounds = new Rounds<>(Duration.ofSeconds(30));
  private final InstantSource clock;

  public Supervision(Instances instances, Agent agent, InstantSource clock) {
    this.table = instances.table();
    this.agent = agent;
    this.clock = clock;
  }

  /** One round over all instances of our own that are at rest. */
  public void round() {
    rounds.round(atRest(), DatabaseInstance::id, this::look);
  }

  /** Stops every engine of our own; the next start begins with starting them again. */
  public void stopAll() {
    atRest().forEach(this::stop);
  }

  @Override
  public void close() {
    rounds.close();
  }

  private List<DatabaseInstance> atRest() {
    return table.all().stream()
        .filter(instance -> instance.adopted().isEmpty() && AT_REST.contains(instance.state()))
        .toList();
  }

  private void stop(DatabaseInstance instance) {
    try {
      agent.stop(instance.id().value());
    } catch (AgentFailure failure) {
      LOG.warn("instance {} does not stop; it keeps running", instance.id(), failure);
    }
  }

  private void look(DatabaseInstance instance) {
    try {
      boolean running =
          agent
              .inspect(instance.id().value())
              .filter(engine -> engine.state() == Instance.State.RUNNING)
              .isPresent();
      if (!running) {
        LOG.warn("instance {} does not run; starting it", instance.id());
        agent.start(instance.id().value());
      }
      table.move(instance.id(), InstanceState.ABNORMAL, InstanceState.ACTIVE, clock.instant());
    } catch (AgentFailure failure) {
      LOG.warn("instance {} does not start; it is abnormal", instance.id(), failure);
      table.move(instance.id(), InstanceState.ACTIVE, InstanceState.ABNORMAL, clock.instant());
    }
  }
}
