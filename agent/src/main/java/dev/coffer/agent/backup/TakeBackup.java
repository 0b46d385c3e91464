package dev.coffer.agent.backup;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.BackupResult;
import dev.coffer.agent.Watch;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.store.ObjectStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Captures a running server into the store, with no plaintext on the way but in memory and pipes.
 * Whatever fails, nothing of the backup remains and the reason comes out typed.
 */
public final class TakeBackup {
  private final ObjectStore store;
  private final Backups backups;
  private final SecureRandom random;
  private final InstantSource clock;

  public TakeBackup(ObjectStore store, SecureRandom random, InstantSource clock) {
    this.store = store;
    this.backups = new Backups(store);
    this.random = random;
    this.clock = clock;
  }

  public BackupResult run(Plan plan, Source source, Watch watch) throws IOException {
    if (backups.envelope(plan.backupId()).isPresent()) {
      throw new AgentFailure(Reason.BACKUP_EXISTS, "there is a backup " + plan.backupId());
    }
    var began = clock.instant();
    var attempt = new Attempt(store, plan, source, watch);
    boolean committed = false;
    try (var protecting = Protecting.as(plan, random)) {
      var envelope = attempt.run(protecting, began);
      committed = true;
      return new BackupResult(envelope, Duration.between(began, clock.instant()));
    } catch (IOException failure) {
      throw Failures.of(plan.backupId(), failure);
    } finally {
      if (!committed) {
        backups.discard(plan.backupId());
      }
    }
  }
}
