package dev.coffer.agent.local;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.Adoption;
import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.BackupResult;
import dev.coffer.agent.CheckResult;
import dev.coffer.agent.Credentials;
import dev.coffer.agent.Engine;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Provision;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.BackupRepository;
import dev.coffer.agent.backup.Plan;
import dev.coffer.agent.backup.StoreRepository;
import dev.coffer.agent.backup.Watchdog;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.database.DatabaseInventory;
import dev.coffer.agent.database.DatabaseOrder;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.mariadb.Access;
import dev.coffer.agent.mariadb.AdoptionCheck;
import dev.coffer.agent.mariadb.BackupSource;
import dev.coffer.agent.mariadb.DataDirectory;
import dev.coffer.agent.mariadb.Home;
import dev.coffer.agent.mariadb.Instances;
import dev.coffer.agent.mariadb.LockWaitLimit;
import dev.coffer.agent.mariadb.Programs;
import dev.coffer.agent.mariadb.content.Contents;
import dev.coffer.agent.mariadb.content.Statements;
import dev.coffer.agent.store.ObjectStore;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Works with the MariaDB of this host's distribution and one store. */
public final class LocalAgent implements Agent {
  private final Programs programs;
  private final Cages cages;
  private final Instances instances;
  private final Adoptable adoptable;
  private final Duration lockWait;
  private final AdoptionCheck adoptionCheck;
  private final BackupRepository backups;
  private final InstantSource clock;
  private final InstanceLocks locks = new InstanceLocks();

  /**
   * Fails where MariaDB is not installed or, as root, where no cages can be made. What is known of
   * cages lies beside the home, in {@code agent}.
   */
  public LocalAgent(Path home, ObjectStore store, SecureRandom random, InstantSource clock)
      throws IOException {
    this(home, store, Configured.USUAL, random, clock);
  }

  /**
   * What an operator's server has beside its home.
   *
   * @param keys for instances that encrypt their own files
   * @param adoptable the engines that may be adopted
   * @param addresses where engines listen
   * @param lockWait how long a backup waits for a lock of a MariaDB
   */
  public record Configured(
      FileKeys keys, Adoptable adoptable, BindAddresses addresses, Duration lockWait) {
    public static final Configured USUAL =
        new Configured(FileKeys.NONE, Adoptable.NOTHING, BindAddresses.LOOPBACK_ONLY);

    public Configured(FileKeys keys, Adoptable adoptable, BindAddresses addresses) {
      this(keys, adoptable, addresses, LockWaitLimit.USUAL);
    }
  }

  public LocalAgent(
      Path home, ObjectStore store, Configured configured, SecureRandom random, InstantSource clock)
      throws IOException {
    this(home, new StoreRepository(store, random, clock), configured, clock);
  }

  public LocalAgent(Path home, BackupRepository backups, Configured configured, InstantSource clock)
      throws IOException {
    this.programs = Programs.find();
    this.cages = Cages.beside(home);
    this.instances =
        new Instances(programs, new Home(home, cages), configured.addresses(), configured.keys());
    this.adoptable = configured.adoptable();
    this.lockWait = configured.lockWait();
    this.adoptionCheck = new AdoptionCheck(programs, cages);
    this.backups = backups;
    this.clock = clock;
  }

  @Override
  public Instance provision(Provision request) {
    return locks.holding(request.instanceId(), () -> instances.provision(request));
  }

  @Override
  public Adoption adopt(Engine.Adopted engine) {
    return AgentFailures.on(
        "adoption",
        () -> {
          var listed = adoptable.require(engine);
          return adoptionCheck.of(engine, listed);
        });
  }

  @Override
  public Optional<Instance> inspect(String instanceId) {
    return AgentFailures.on("instance " + instanceId, () -> instances.inspect(instanceId));
  }

  @Override
  public Instance start(String instanceId) {
    return locks.holding(instanceId, () -> instances.start(instanceId));
  }

  @Override
  public Instance stop(String instanceId) {
    return locks.holding(instanceId, () -> instances.stop(instanceId));
  }

  @Override
  public Instance restart(String instanceId) {
    return locks.holding(instanceId, () -> instances.restart(instanceId));
  }

  @Override
  public void destroy(String instanceId) {
    locks.holding(instanceId, () -> instances.destroy(instanceId));
  }

  @Override
  public BackupResult backup(BackupRequest request, Watch watch) {
    return AgentFailures.on(
        "backup " + request.backupId(),
        () -> {
          try (var access = access(request.engine());
              var source = source(request.engine(), access, watch)) {
            return backups.take(Plan.of(request), source, watch);
          }
        });
  }

  @Override
  public void recover(Engine engine) {
    if (engine instanceof Engine.Own own) {
      locks.holding(own.instanceId(), () -> instances.recover(own));
    }
  }

  @Override
  public DatabaseInventory databases(Engine.Own engine) {
    return AgentFailures.on(
        "instance " + engine.instanceId(),
        () -> {
          try (var access = instances.access(engine)) {
            return new Contents(programs, access).inventory();
          } catch (AgentFailure refused) {
            locks.holding(engine.instanceId(), () -> instances.renewControl(engine));
            throw refused;
          }
        });
  }

  @Override
  public void change(DatabaseOrder order) {
    AgentFailures.on(
        "instance " + order.instanceId(),
        () -> {
          var statement = Statements.of(order.change());
          try (var access =
              instances.saying(statement, order.instanceId(), order.administratorPassword())) {
            new Contents(programs, access).connect();
          }
          return statement;
        });
  }

  private BackupSource source(Engine engine, Access access, Watch watch) throws IOException {
    var limit = new LockWaitLimit(lockWait, watch::note);
    return switch (engine) {
      case Engine.Own own -> instances.source(own, access, limit);
      case Engine.Adopted _ -> BackupSource.ofForeign(programs, access, limit);
    };
  }

  @Override
  public Optional<EnvelopeFile> envelope(String backupId) {
    return AgentFailures.on("backup " + backupId, () -> backups.envelope(backupId));
  }

  @Override
  public CheckResult check(StoredBackup backup, Watch watch) {
    var began = clock.instant();
    var envelope = backups.check(backup, watch);
    var ended = clock.instant();
    return new CheckResult(envelope, ended, Duration.between(began, ended));
  }

  @Override
  public Instance restore(StoredBackup backup, Provision request, Watch watch) {
    return locks.holding(
        request.instanceId(), () -> instances.provision(request, filling(backup, watch)));
  }

  @Override
  public Instance restoreInto(
      StoredBackup backup, String instanceId, Credentials credentials, Watch watch) {
    return locks.holding(
        instanceId, () -> instances.replace(instanceId, credentials, filling(backup, watch)));
  }

  @Override
  public void discard(String backupId) {
    AgentFailures.on(
        "backup " + backupId,
        () -> {
          backups.discard(backupId);
          return backupId;
        });
  }

  @Override
  public List<String> sweep(Set<String> underWay) {
    return AgentFailures.on("sweep", () -> backups.sweep(underWay));
  }

  private Instances.Filling filling(StoredBackup backup, Watch watch) {
    return data -> {
      var envelope = backups.unpack(data::unpack, backup, watch);
      data.prepare();
      data.keep(envelope.engine().settings());
      look(data, envelope.position().gtid(), watch);
    };
  }

  /** Nothing is restored whose tables do not open. */
  private static void look(DataDirectory data, @Nullable String gtids, Watch watch)
      throws IOException {
    try (var examination = data.examine();
        var watchdog = Watchdog.over(watch, () -> true, examination::abort)) {
      try {
        examination.goOnBehind(gtids);
        watch.note(examination.tables() + " tables opened and checked");
      } catch (IOException failure) {
        watchdog.requireNotStopped();
        throw failure;
      }
    }
  }

  private Access access(Engine engine) throws IOException {
    return switch (engine) {
      case Engine.Own own -> {
        locks.holding(own.instanceId(), () -> instances.reclaim(own));
        yield instances.access(own);
      }
      case Engine.Adopted adopted -> {
        var listed = adoptable.require(adopted);
        yield Access.to(adopted, listed, cages);
      }
    };
  }
}
