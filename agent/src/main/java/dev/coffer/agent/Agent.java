package dev.coffer.agent;

import java.util.Optional;

/**
 * Does the work on one host, for one caller that decides who may ask for it. Requests block until
 * they are done and fail with {@link AgentFailure}. Requests on one instance take turns. The trap:
 * a request that a crash cut short leaves parts behind; asking for it again begins from nothing,
 * and {@code inspect} tells what was finished.
 */
public interface Agent {
  /** Makes and starts an instance. */
  Instance provision(Provision request);

  /** Empty where no instance of the agent's own has this id. */
  Optional<Instance> inspect(String instanceId);

  /** Does nothing to one that runs. */
  Instance start(String instanceId);

  /** Shuts down cleanly; does nothing to one that is stopped. */
  Instance stop(String instanceId);

  Instance restart(String instanceId);

  /** Stops it and removes all its files; does nothing where there is none. */
  void destroy(String instanceId);
}
