package dev.coffer.server.backup;

import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.Instances;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs instances up by their policies and deletes automatic backups that are older than a policy
 * keeps them. Each window has one backup: begun within its first half hour, so that many instances
 * do not begin together, tried again within it where it failed, and made up for as soon as possible
 * where the server was down or the instance busy. The newest backup that is whole is never deleted.
 */
public final class AutomaticBackups {
  private static final Logger LOG = LoggerFactory.getLogger(AutomaticBackups.class);
  private static final int SPREAD_SECONDS = 1800;
  private static final Duration UNTIL_NEXT_TRY = Duration.ofMinutes(10);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'auto-'yyyyMMdd'-'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Jdbi jdbi;
  private final BackupPolicyTable policies;
  private final BackupTable table;
  private final Backups backups;
  private final Instances instances;
  private final InstantSource clock;

  /** Of which the log says already why they wait. */
  private final Set<InstanceId> waiting = ConcurrentHashMap.newKeySet();

  public AutomaticBackups(Backups.Parts parts, Backups backups) {
    this.jdbi = parts.database().jdbi();
    this.policies = new BackupPolicyTable(jdbi);
    this.table = new BackupTable(jdbi);
    this.backups = backups;
    this.instances = parts.instances();
    this.clock = parts.clock();
  }

  /** The policy of an instance; empty where it is backed up by orders alone. */
  public Optional<BackupPolicy> find(InstanceId instanceId) {
    return policies.find(instanceId).map(BackupPolicyTable.Row::policy);
  }

  /** Counts for windows that begin from now on. */
  public void set(DatabaseInstance instance, BackupPolicy policy) {
    jdbi.useHandle(handle -> set(handle, instance, policy));
  }

  /** The same, in the caller's transaction. */
  public void set(Handle handle, DatabaseInstance instance, BackupPolicy policy) {
    policies.put(
        handle,
        new BackupPolicyTable.Row(instance.id(), instance.projectId(), policy, clock.instant()));
  }

  /** Keeps the automatic backups that there are. */
  public void end(DatabaseInstance instance) {
    policies.delete(instance.id());
  }

  /** Begins what is due and deletes what is too old. */
  public void round() {
    for (BackupPolicyTable.Row row : policies.all()) {
      Optional<DatabaseInstance> instance = instances.find(row.projectId(), row.instanceId());
      if (instance.isEmpty()) {
        policies.delete(row.instanceId());
      } else {
        round(row, instance.get());
      }
    }
  }

  private void round(BackupPolicyTable.Row row, DatabaseInstance instance) {
    try {
      List<Backup> taken = table.automatic(row.instanceId());
      Instant now = clock.instant();
      tooOld(row.policy(), taken, now).forEach(this::delete);
      if (isDue(row, taken, now)) {
        begin(row, instance, now);
      }
      waiting.remove(row.instanceId());
    } catch (Refusal refusal) {
      // Such as an instance that is busy: the next round tries again.
      if (waiting.add(row.instanceId())) {
        LOG.warn(
            "instance {} waits for its automatic backup: {}", row.instanceId(), refusal.failure());
      }
    } catch (RuntimeException failure) {
      if (waiting.add(row.instanceId())) {
        LOG.warn("the backup policy of instance {} fails", row.instanceId(), failure);
      }
    }
  }

  static boolean isDue(BackupPolicyTable.Row row, List<Backup> taken, Instant now) {
    Instant window = row.policy().lastWindow(now);
    boolean open = now.isBefore(window.plus(BackupPolicy.WINDOW));
    if (window.isAfter(row.served())) {
      return !open || !now.isBefore(window.plus(spread(row.instanceId())));
    }
    return open
        && taken.stream()
            .findFirst()
            .filter(last -> last.status() == Backup.Status.FAILED)
            .filter(last -> !last.beganAt().isBefore(window))
            .flatMap(Backup::endedAt)
            .map(ended -> !now.isBefore(ended.plus(UNTIL_NEXT_TRY)))
            .orElse(false);
  }

  /** By the random digits of its id: the same for an instance at all times. */
  private static Duration spread(InstanceId instanceId) {
    return Duration.ofSeconds(Long.parseLong(instanceId.value(), 0, 8, 16) % SPREAD_SECONDS);
  }

  private void begin(BackupPolicyTable.Row row, DatabaseInstance instance, Instant now) {
    Instant window = row.policy().lastWindow(now);
    backups
        .createAutomatic(instance, NAME.format(now), handle -> policies.serve(handle, row, window))
        .ifPresent(
            begun ->
                LOG.info(
                    "automatic backup {} of instance {} begins, due since {}",
                    begun.backup().id(),
                    row.instanceId(),
                    window));
  }

  /** Of an instance's automatic backups, newest first, those that its policy no longer keeps. */
  static List<Backup> tooOld(BackupPolicy policy, List<Backup> taken, Instant now) {
    Instant oldest = now.minus(Duration.ofDays(policy.keepDays()));
    Optional<BackupId> newestWhole =
        taken.stream().filter(AutomaticBackups::isWhole).findFirst().map(Backup::id);
    return taken.stream()
        .filter(backup -> backup.endedAt().map(ended -> ended.isBefore(oldest)).orElse(false))
        .filter(backup -> backup.status() == Backup.Status.FAILED || newestWhole.isPresent())
        .filter(backup -> !newestWhole.map(backup.id()::equals).orElse(false))
        .toList();
  }

  private static boolean isWhole(Backup backup) {
    return backup.status() == Backup.Status.COMPLETED
        && backup.check().flatMap(Backup.Check::failure).isEmpty();
  }

  private void delete(Backup backup) {
    try {
      backups.delete(backup.projectId(), backup.id());
      LOG.info("automatic backup {} was kept long enough and is deleted", backup.id());
    } catch (Refusal inUse) {
      LOG.info("automatic backup {} is in use and stays for now", backup.id());
    }
  }
}
