package dev.coffer.agent.local;

import dev.coffer.agent.Agent;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Provision;
import dev.coffer.agent.mariadb.Home;
import dev.coffer.agent.mariadb.Instances;
import dev.coffer.agent.mariadb.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Works with the MariaDB of this host's distribution. */
public final class LocalAgent implements Agent {
  private final Instances instances;
  private final Turns turns = new Turns();

  public LocalAgent(Path home) throws IOException {
    this.instances = new Instances(Programs.find(), new Home(home));
  }

  @Override
  public Instance provision(Provision request) {
    return turns.take(request.instanceId(), () -> instances.provision(request));
  }

  @Override
  public Optional<Instance> inspect(String instanceId) {
    return turns.take(instanceId, () -> instances.inspect(instanceId));
  }

  @Override
  public Instance start(String instanceId) {
    return turns.take(instanceId, () -> instances.start(instanceId));
  }

  @Override
  public Instance stop(String instanceId) {
    return turns.take(instanceId, () -> instances.stop(instanceId));
  }

  @Override
  public Instance restart(String instanceId) {
    return turns.take(
        instanceId,
        () -> {
          instances.stop(instanceId);
          return instances.start(instanceId);
        });
  }

  @Override
  public void destroy(String instanceId) {
    turns.take(
        instanceId,
        () -> {
          instances.destroy(instanceId);
          return Boolean.TRUE;
        });
  }
}
