package dev.coffer.server.instance;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.Credentials;
import dev.coffer.agent.Engine;
import dev.coffer.agent.Instance;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Jobs;
import dev.coffer.server.jobs.Work;
import dev.coffer.server.seal.SecretSeal;
import dev.coffer.server.store.ControlDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of all projects. Whatever changes an instance claims it first, so that one thing
 * happens to it at a time; a claim that comes too late is refused with 409 and changes nothing.
 */
public final class Instances {
  private static final Logger LOG = LoggerFactory.getLogger(Instances.class);
  private static final Set<InstanceState> AT_REST =
      EnumSet.of(InstanceState.ACTIVE, InstanceState.ABNORMAL, InstanceState.FAILED);
  private static final Set<InstanceState> MADE =
      EnumSet.of(InstanceState.ACTIVE, InstanceState.ABNORMAL);
  private static final int CONTROL_SECRET_BYTES = 32;
  private static final String ADMINISTRATOR = "root";

  private final ControlDatabase database;
  private final InstanceTable table;
  private final InstanceSecrets secrets;
  private final Jobs jobs;
  private final Agent agent;
  private final InstantSource clock;
  private final Ids ids;
  private final SecureRandom random;
  private final FileEncryption fileEncryption;
  private final Work create;
  private final Work restart;
  private final Work delete;

  public Instances(Parts parts) {
    this.database = parts.database();
    this.table = new InstanceTable(database);
    this.secrets = new InstanceSecrets(parts.seal());
    this.jobs = parts.jobs();
    this.agent = parts.agent();
    this.clock = parts.clock();
    this.random = parts.random();
    this.ids = new Ids(random);
    this.fileEncryption = parts.fileEncryption();
    this.create = new CreateInstance(table, secrets, agent, clock);
    this.restart = new RestartInstance(table, agent, clock);
    this.delete = new DeleteInstance(table, agent, clock);
  }

  /** What instances are made of. */
  public record Parts(
      ControlDatabase database,
      Jobs jobs,
      Agent agent,
      SecretSeal seal,
      FileEncryption fileEncryption,
      InstantSource clock,
      SecureRandom random) {}

  /** An instance that is written down, and the job that makes it. */
  public record Ordered(DatabaseInstance instance, Job job) {}

  /** What the jobs of instances do. */
  public List<Work> works() {
    return List.of(create, restart, delete);
  }

  public Ordered create(NewInstance order) {
    return make(order, (_, instance) -> submission(instance, create));
  }

  /** Writes an instance down and lets another feature say which job makes it. */
  public Ordered make(NewInstance order, Making making) {
    Instant now = clock.instant();
    var id = InstanceId.fresh(ids);
    var instance =
        new DatabaseInstance(
            id,
            order.projectId(),
            order.name(),
            InstanceState.CREATING,
            "",
            0,
            Optional.empty(),
            "",
            ADMINISTRATOR,
            order.details(),
            now,
            now);
    InstanceTable.Secrets sealed = freshSecrets(id, order.password());
    fileEncryption.prepare(order.files(), id);
    Job job =
        jobs.begin(
            handle -> {
              table.insert(handle, instance, sealed);
              order.more().write(handle, instance);
              return making.submission(handle, instance);
            });
    return new Ordered(instance, job);
  }

  /** Chooses the job that makes an instance, in the transaction that writes it down. */
  @FunctionalInterface
  public interface Making {
    Jobs.Submission submission(Handle handle, DatabaseInstance instance);
  }

  /** A foreign engine that a caller wants to have backed up. */
  public record Adoption(
      ProjectId projectId,
      String name,
      Engine.Address address,
      String user,
      SecretBytes password,
      Path dataDirectory,
      InstanceDetails details) {}

  /** Takes over an engine that runs already, after a look at it; nothing on it is changed. */
  public DatabaseInstance adopt(Adoption adoption) {
    var engine =
        new Engine.Adopted(
            adoption.address(), adoption.user(), adoption.password(), adoption.dataDirectory());
    dev.coffer.agent.Adoption found = look(engine);
    Instant now = clock.instant();
    var id = InstanceId.fresh(ids);
    var instance =
        new DatabaseInstance(
            id,
            adoption.projectId(),
            adoption.name(),
            InstanceState.ACTIVE,
            adoption.address() instanceof Engine.Address.Tcp(String host, int _)
                ? host
                : "127.0.0.1",
            found.port(),
            Optional.of(
                new DatabaseInstance.Adopted(
                    adoption.address() instanceof Engine.Address.Socket(var path)
                        ? Optional.of(path)
                        : Optional.empty(),
                    adoption.dataDirectory())),
            found.version(),
            adoption.user(),
            adoption.details(),
            now,
            now);
    var sealed =
        new InstanceTable.Secrets(secrets.sealControl(id, adoption.password()), Optional.empty());
    database
        .jdbi()
        .useTransaction(
            handle -> {
              if (table.hasAdopted(handle, adoption.dataDirectory())) {
                throw new Refusal(
                    Failure.DBS_280204,
                    "the engine in " + adoption.dataDirectory(),
                    Reason.ADOPTED);
              }
              table.insert(handle, instance, sealed);
            });
    return instance;
  }

  // The engine is the caller's own, and so is what is wrong with it.
  private dev.coffer.agent.Adoption look(Engine.Adopted engine) {
    try {
      return agent.adopt(engine);
    } catch (AgentFailure failure) {
      if (failure.reason() == AgentFailure.Reason.NOT_ADOPTABLE
          || failure.reason() == AgentFailure.Reason.NOT_CARRIED) {
        LOG.warn("an engine was not adopted: {}", failure.getMessage());
        String subject = "the engine (%s)".formatted(failure.getMessage());
        throw new Refusal(Failure.DBS_280204, subject, Reason.UNSUITABLE);
      }
      throw failure;
    }
  }

  /** Which instances encrypt their own files. */
  public FileEncryption fileEncryption() {
    return fileEncryption;
  }

  InstanceTable table() {
    return table;
  }

  /** The instances of a project, newest first. */
  public List<DatabaseInstance> list(ProjectId projectId) {
    return table.ofProject(projectId);
  }

  public Optional<DatabaseInstance> find(ProjectId projectId, InstanceId instanceId) {
    return table.find(instanceId).filter(found -> found.projectId().equals(projectId));
  }

  /** The instance, or a refusal; one of another project is as if it did not exist. */
  public DatabaseInstance require(ProjectId projectId, InstanceId instanceId) {
    return find(projectId, instanceId).orElseThrow(() -> new Refusal(Failure.DBS_200002));
  }

  /** The state of the project's instance, for callers that need no more of it. */
  public InstanceState requireState(ProjectId projectId, InstanceId instanceId) {
    return table.state(projectId, instanceId).orElseThrow(() -> new Refusal(Failure.DBS_200002));
  }

  public Job restart(ProjectId projectId, InstanceId instanceId) {
    DatabaseInstance instance = require(projectId, instanceId);
    if (instance.adopted().isPresent()) {
      throw new Refusal(Failure.DBS_280406);
    }
    return claimFor(instance, MADE, InstanceState.REBOOTING, restart);
  }

  /** Removes an instance of our own with its data; an adopted one is only let go. */
  public Job delete(ProjectId projectId, InstanceId instanceId) {
    return claimFor(require(projectId, instanceId), AT_REST, InstanceState.DELETING, delete);
  }

  /** Claims an active instance in the caller's transaction. */
  public void claim(Handle handle, DatabaseInstance instance, InstanceState next) {
    claim(handle, instance, EnumSet.of(InstanceState.ACTIVE), next);
  }

  /** Gives an instance back that was claimed with the state. */
  public void release(InstanceId instanceId, InstanceState claimed, InstanceState next) {
    table.move(instanceId, claimed, next, clock.instant());
  }

  /** Writes down that the instance's engine answers. */
  public void ready(Instance engine) {
    table.ready(new InstanceId(engine.id()), engine, clock.instant());
  }

  /** Does something with the credentials of an instance of our own, and closes them. */
  public <T> T withCredentials(InstanceId instanceId, Function<Credentials, T> use) {
    InstanceTable.Secrets sealed = table.secrets(instanceId);
    try (SecretBytes password = secrets.password(instanceId, sealed);
        SecretBytes control = secrets.control(instanceId, sealed)) {
      return use.apply(new Credentials(password, control));
    }
  }

  /** Does something with the instance's engine and the secret it is reached with. */
  public <T> T withEngine(DatabaseInstance instance, Function<Engine, T> use) {
    try (SecretBytes secret = secrets.control(instance.id(), table.secrets(instance.id()))) {
      return use.apply(engine(instance, secret));
    }
  }

  private static Engine engine(DatabaseInstance instance, SecretBytes secret) {
    if (instance.adopted().isEmpty()) {
      return new Engine.Own(instance.id().value(), secret);
    }
    DatabaseInstance.Adopted adopted = instance.adopted().get();
    Engine.Address address =
        adopted.socket().isPresent()
            ? new Engine.Address.Socket(adopted.socket().get())
            : new Engine.Address.Tcp(instance.address(), instance.port());
    return new Engine.Adopted(address, instance.administrator(), secret, adopted.dataDirectory());
  }

  private InstanceTable.Secrets freshSecrets(InstanceId id, SecretBytes password) {
    try (SecretBytes control = SecretBytes.random(CONTROL_SECRET_BYTES, random)) {
      return new InstanceTable.Secrets(
          secrets.sealControl(id, control), Optional.of(secrets.sealPassword(id, password)));
    }
  }

  private Job claimFor(
      DatabaseInstance instance, Set<InstanceState> from, InstanceState next, Work work) {
    return jobs.begin(
        handle -> {
          claim(handle, instance, from, next);
          return submission(instance, work);
        });
  }

  private void claim(
      Handle handle, DatabaseInstance instance, Set<InstanceState> from, InstanceState next) {
    if (!table.move(handle, instance.id(), from, next, clock.instant())) {
      throw new Refusal(Failure.DBS_200019);
    }
  }

  private static Jobs.Submission submission(DatabaseInstance instance, Work work) {
    return new Jobs.Submission(
        instance.projectId(), work, instance.id().value(), instance.id().value(), instance.name());
  }
}
