package dev.coffer.agent.backup;

import dev.coffer.agent.BackupResult;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.store.ObjectStore;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Works on a store in this process. */
public final class StoreRepository implements BackupRepository {
  private final TakeBackup take;
  private final ReadBackup read;
  private final Unpack unpack;
  private final Backups backups;

  public StoreRepository(ObjectStore store, SecureRandom random, InstantSource clock) {
    this.take = new TakeBackup(store, random, clock);
    this.read = new ReadBackup(store);
    this.unpack = new Unpack(store);
    this.backups = new Backups(store);
  }

  @Override
  public BackupResult take(Plan plan, Source source, Watch watch) throws IOException {
    return take.run(plan, source, watch);
  }

  @Override
  public Envelope unpack(Tool tool, StoredBackup backup, Watch watch) throws IOException {
    return unpack.through(tool, backup, watch);
  }

  /** The trap: bytes reach the sink before the end is known to be right. */
  public Envelope read(OutputStream sink, StoredBackup backup, Watch watch) {
    return read.to(sink, backup, watch);
  }

  @Override
  public Envelope check(StoredBackup backup, Watch watch) {
    return read(OutputStream.nullOutputStream(), backup, watch);
  }

  @Override
  public Optional<EnvelopeFile> envelope(String backupId) throws IOException {
    return backups.envelope(backupId);
  }

  @Override
  public void discard(String backupId) throws IOException {
    backups.discard(backupId);
  }

  @Override
  public List<String> sweep(Set<String> underWay) throws IOException {
    return backups.sweep(underWay);
  }
}
