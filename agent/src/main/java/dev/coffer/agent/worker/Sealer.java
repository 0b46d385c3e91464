package dev.coffer.agent.worker;

import dev.coffer.agent.BackupResult;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.Plan;
import dev.coffer.agent.pipeline.Feed;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What the agent may ask of the worker. Pipes are named by ids. */
public interface Sealer {
  /** Reads the pipe once the feed is started. */
  BackupResult take(Plan plan, String pipe, Feed feed, Watch watch);

  /**
   * Writes what the backup holds into the pipe.
   *
   * @param opened asked once, when the pipe has its writer
   */
  Envelope read(StoredBackup backup, String pipe, BooleanSupplier opened, Watch watch);

  Envelope check(StoredBackup backup, Watch watch);

  Optional<EnvelopeFile> envelope(String backupId);

  void discard(String backupId);

  List<String> sweep(Set<String> underWay);
}
