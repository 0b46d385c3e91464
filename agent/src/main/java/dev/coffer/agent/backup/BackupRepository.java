package dev.coffer.agent.backup;

import dev.coffer.agent.BackupResult;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes backups into a store and reads them out of it. */
public interface BackupRepository {
  /**
   * Captures a running server, with no plaintext on the way but in memory and pipes. Whatever
   * fails, nothing of the backup remains and the reason comes out typed.
   */
  BackupResult take(Plan plan, Source source, Watch watch) throws IOException;

  /**
   * Unpacks through an engine's tool; what that wrote is worthless if this fails. Answers what the
   * envelope says, verified.
   */
  Envelope unpack(Tool tool, StoredBackup backup, Watch watch) throws IOException;

  /** Answers once every byte was read and found to be what the verified envelope describes. */
  Envelope check(StoredBackup backup, Watch watch);

  /** Empty where none was committed. */
  Optional<EnvelopeFile> envelope(String backupId) throws IOException;

  void discard(String backupId) throws IOException;

  /** Removes partials, and streams that have no envelope and are not under way. */
  List<String> sweep(Set<String> underWay) throws IOException;
}
