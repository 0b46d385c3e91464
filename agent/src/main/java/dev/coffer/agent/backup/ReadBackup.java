package dev.coffer.agent.backup;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.StoredBackup.Opening;
import dev.coffer.agent.StoredBackup.Unwrap;
import dev.coffer.agent.Watch;
import dev.coffer.agent.pipeline.Reading;
import dev.coffer.agent.store.ObjectStore;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import dev.coffer.crypto.envelope.v1.Protection;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Reads a stored backup back into the engine's stream. Fails with the reason typed; the trap is
 * that bytes reach the sink before the end is known to be right.
 */
public final class ReadBackup {
  /** Of a stream's beginning, to tell whether it is sealed. */
  private static final int BEGINNING = 8;

  private final ObjectStore store;
  private final Backups backups;
  private final int workers = Runtime.getRuntime().availableProcessors();

  public ReadBackup(ObjectStore store) {
    this.store = store;
    this.backups = new Backups(store);
  }

  /** Answers once every byte was read and found to be what the verified envelope describes. */
  public Envelope to(OutputStream sink, StoredBackup backup, Watch watch) {
    try (var watchdog = Watchdog.over(watch, () -> true, () -> {})) {
      var file = backups.envelope(backup.backupId()).orElseThrow(() -> missing(backup));
      var envelope =
          switch (backup.opening()) {
            case Opening.Plain() -> plain(file, sink, watch, watchdog);
            case Opening.Sealed(Unwrap unwrap) -> sealed(file, unwrap, sink, watch, watchdog);
          };
      watchdog.requireAllowed();
      return envelope;
    } catch (IOException failure) {
      throw Failures.of(backup.backupId(), failure);
    }
  }

  private Envelope plain(EnvelopeFile file, OutputStream sink, Watch watch, Watchdog watchdog)
      throws IOException {
    try (var beginning = store.open(file.claimed().objectName());
        var stored = store.open(file.claimed().objectName())) {
      var envelope = file.acceptUnsealed(beginning.readNBytes(BEGINNING));
      var percent = new Percent(watch, envelope.sizes().plain());
      new Reading(envelope, workers)
          .plain(stored, sink, bytes -> advance(bytes, percent, watchdog));
      percent.done();
      return envelope;
    }
  }

  private Envelope sealed(
      EnvelopeFile file, Unwrap unwrap, OutputStream sink, Watch watch, Watchdog watchdog)
      throws IOException {
    try (var dataKey = unwrap.unwrap(protection(file).wrappings());
        var stored = store.open(file.claimed().objectName())) {
      var envelope = file.verify(dataKey);
      var percent = new Percent(watch, envelope.sizes().plain());
      new Reading(envelope, workers)
          .sealed(stored, dataKey, sink, bytes -> advance(bytes, percent, watchdog));
      percent.done();
      return envelope;
    }
  }

  private static void advance(long bytes, Percent percent, Watchdog watchdog) {
    watchdog.requireNotStopped();
    percent.reached(bytes);
  }

  private static Protection.Sealed protection(EnvelopeFile file) {
    return switch (file.claimed().protection()) {
      case Protection.Sealed sealed -> sealed;
      case Protection.None _ ->
          throw new AgentFailure(
              Reason.BACKUP_UNEXPECTED,
              "backup " + file.claimed().backupId() + " says that it is not sealed");
    };
  }

  private static AgentFailure missing(StoredBackup backup) {
    return new AgentFailure(Reason.BACKUP_MISSING, "there is no backup " + backup.backupId());
  }
}
