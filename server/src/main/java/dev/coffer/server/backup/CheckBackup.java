package dev.coffer.server.backup;

import dev.coffer.agent.Agent;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.jobs.Work;
import java.time.InstantSource;
import java.util.Optional;

/** Opens a stored backup to its last byte, writes nothing, and keeps what it found. */
final class CheckBackup implements Work {
  private final BackupTable table;
  private final Opener opener;
  private final Agent agent;
  private final InstantSource clock;

  CheckBackup(Backups.Parts parts) {
    this.table = new BackupTable(parts.database().jdbi());
    this.opener = new Opener(parts.keys());
    this.agent = parts.agent();
    this.clock = parts.clock();
  }

  @Override
  public String name() {
    return "CheckGaussDBforMySQLBackup";
  }

  @Override
  public void perform(Job job, Progress progress) {
    Backup backup = table.find(new BackupId(job.subject())).orElseThrow();
    agent.check(opener.stored(backup), new Watched(progress));
    table.checked(backup.id(), new Backup.Check(clock.instant(), Optional.empty()));
  }

  @Override
  public boolean repeatable() {
    return true;
  }

  @Override
  public void failed(Job job, String reason) {
    table.checked(
        new BackupId(job.subject()), new Backup.Check(clock.instant(), Optional.of(reason)));
  }
}
