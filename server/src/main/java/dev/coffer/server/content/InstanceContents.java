package dev.coffer.server.content;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.Engine;
import dev.coffer.agent.database.DatabaseChange;
import dev.coffer.agent.database.DatabaseInventory;
import dev.coffer.agent.database.DatabaseOrder;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.InstanceState;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Jobs;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads and changes what the users of an instance have in its engine. A change is made before its
 * request is answered, by the instance's administrator, so a job about it has ended when it is
 * told. The trap: SQL of users may come in between, and what a list of changes has done before one
 * of them is refused stays done.
 */
public final class InstanceContents {
  private static final Set<InstanceState> SERVING =
      EnumSet.of(InstanceState.ACTIVE, InstanceState.BACKING_UP);

  private final Instances instances;
  private final Jobs jobs;
  private final Agent agent;

  public InstanceContents(Instances instances, Jobs jobs, Agent agent) {
    this.instances = instances;
    this.jobs = jobs;
    this.agent = agent;
  }

  /** What is there; refuses an adopted instance, and one that does not serve. */
  public DatabaseInventory inventory(ProjectId projectId, InstanceId instanceId) {
    return inventory(serving(projectId, instanceId));
  }

  private DatabaseInventory inventory(DatabaseInstance instance) {
    return told(
        () ->
            instances.withEngine(
                instance,
                engine -> {
                  if (engine instanceof Engine.Own own) {
                    return agent.databases(own);
                  }
                  throw new Refusal(Failure.DBS_280406);
                }));
  }

  /**
   * Makes changes one after the other.
   *
   * @param name of the job that tells of it
   * @param changes decides, by what is there, what is to be changed, or refuses
   */
  public Job change(
      ProjectId projectId,
      InstanceId instanceId,
      String name,
      Function<DatabaseInventory, List<DatabaseChange>> changes) {
    DatabaseInstance instance = serving(projectId, instanceId);
    for (DatabaseChange change : changes.apply(inventory(instance))) {
      make(instance, change);
    }
    return jobs.done(
        new Jobs.Submission(
            projectId, name, instance.id().value(), instance.id().value(), instance.name()));
  }

  private void make(DatabaseInstance instance, DatabaseChange change) {
    told(
        () ->
            instances.withCredentials(
                instance.id(),
                credentials -> {
                  agent.change(
                      new DatabaseOrder(
                          instance.id().value(), credentials.administratorPassword(), change));
                  return change;
                }));
  }

  private DatabaseInstance serving(ProjectId projectId, InstanceId instanceId) {
    DatabaseInstance instance = instances.require(projectId, instanceId);
    if (instance.adopted().isPresent()) {
      throw new Refusal(Failure.DBS_280406);
    }
    if (!SERVING.contains(instance.state())) {
      throw new Refusal(Failure.DBS_200086);
    }
    return instance;
  }

  private static <T> T told(Supplier<T> work) {
    try {
      return work.get();
    } catch (AgentFailure failure) {
      throw switch (failure.reason()) {
        case STATEMENT_REFUSED ->
            new Refusal(
                Failure.DBS_280204, "the engine (" + failure.getMessage() + ")", Reason.REFUSED);
        case INSTANCE_NOT_RUNNING, INSTANCE_UNKNOWN -> new Refusal(Failure.DBS_200086);
        default -> failure;
      };
    }
  }
}
