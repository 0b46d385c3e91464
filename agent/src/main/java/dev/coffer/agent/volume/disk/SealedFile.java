package dev.coffer.agent.volume.disk;

import dev.coffer.crypto.block.v1.BlockCipher;
import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.Layout;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.JournalRecord;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One file of a volume, as plain bytes. After a crash each block is as it was before or after any
 * write to it that was not synced, and after every write that was. Refuses what was tampered with
 * by {@link dev.coffer.crypto.block.v1.SealRefused}. Safe for use from several threads. There must
 * be no second one for the same storage.
 */
public final class SealedFile implements AutoCloseable {
  private final FileId id;
  private final Storage storage;
  private final BlockCipher cipher;
  private final Journal journal;
  private final UnsyncedChanges unsynced = new UnsyncedChanges();

  // Read-locked to read, write-locked to change anything below. Taken before the journal's lock,
  // never while waiting for room in the journal.
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Content content;

  // Guards the two below; taken before the journal's lock, never with a file locked.
  private final Object noting = new Object();
  private long notedTo;
  private long lastNote;

  private boolean discarded;
  private boolean closed;
  // A segment is being written into the storage, which therefore has to stay open.
  private boolean applying;

  private SealedFile(FileHeader header, Storage storage, VolumeKeys keys, Journal journal) {
    this.id = header.file();
    this.storage = storage;
    this.cipher = keys.blockCipher(id);
    this.journal = journal;
    this.content = new Content(this, storage, cipher, journal, unsynced, header.size());
  }

  public static SealedFile open(Storage storage, VolumeKeys keys, Journal journal)
      throws IOException {
    return new SealedFile(header(storage, keys), storage, keys, journal);
  }

  /** Id and size as the file itself knows them. */
  public static FileHeader header(Storage storage, VolumeKeys keys) throws IOException {
    return FileHeader.open(headerBytes(storage), keys);
  }

  /** The id alone, which a crash in the middle of a change of size leaves alone. */
  public static FileId id(Storage storage, VolumeKeys keys) throws IOException {
    return FileHeader.openId(headerBytes(storage), keys);
  }

  private static byte[] headerBytes(Storage storage) throws IOException {
    byte[] bytes = new byte[FileHeader.READ_LENGTH];
    int length = storage.read(0, bytes, 0, bytes.length);
    return Arrays.copyOf(bytes, length);
  }

  public FileId id() {
    return id;
  }

  public long size() {
    lock.readLock().lock();
    try {
      return content.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Returns how much was there; at most {@code Workspace.LONGEST} bytes. */
  public int read(long offset, byte[] into, int length, Workspace workspace) throws IOException {
    lock.readLock().lock();
    try {
      return content.read(offset, into, length, workspace);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Writes at most {@code Workspace.LONGEST} bytes. */
  public void write(long offset, byte[] data, int length, Workspace workspace) throws IOException {
    if (length == 0) {
      return;
    }
    var write = new Write(offset, data, length);
    // Most of the work, and nothing that others could see: several writers may do it at once.
    write.sealWhole(cipher, workspace.outgoing);
    try (var _ = journal.admit(roomFor(write.count()))) {
      lock.writeLock().lock();
      try {
        content.write(write, workspace);
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  public void truncate(long newSize, Workspace workspace) throws IOException {
    try (var _ = journal.admit(roomFor(1))) {
      lock.writeLock().lock();
      try {
        content.truncate(newSize, workspace);
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  /** Takes room for a range; lengthens the file unless told not to. */
  public void allocate(long offset, long length, boolean keepSize, Workspace workspace)
      throws IOException {
    long first = offset / Layout.BLOCK;
    long end = Layout.blocks(offset + length);
    lock.writeLock().lock();
    try {
      content.allocate(first, end);
    } finally {
      lock.writeLock().unlock();
    }
    if (!keepSize && offset + length > size()) {
      truncate(offset + length, workspace);
    }
  }

  /** Makes a range read as zeroes, without changing the size. */
  public void punch(long offset, long length, Workspace workspace) throws IOException {
    long end = Math.min(offset + length, size());
    long firstWhole = Layout.blocks(offset);
    long endWhole = end == size() ? Layout.blocks(end) : end / Layout.BLOCK;
    if (firstWhole >= endWhole) {
      zero(offset, end, workspace);
      return;
    }
    zero(offset, firstWhole * Layout.BLOCK, workspace);
    try (var _ = journal.admit(roomFor(1))) {
      lock.writeLock().lock();
      try {
        content.punch(firstWhole, endWhole, workspace);
      } finally {
        lock.writeLock().unlock();
      }
    }
    zero(endWhole * Layout.BLOCK, end, workspace);
  }

  /** Writes zeroes from one offset to another, less than two blocks apart. */
  private void zero(long from, long to, Workspace workspace) throws IOException {
    if (from < to) {
      write(from, new byte[Math.toIntExact(to - from)], Math.toIntExact(to - from), workspace);
    }
  }

  private static long roomFor(int count) {
    // The worst case is a record for each block and one for holes before them.
    return (count + 1L) * JournalRecord.imagesOffset(1) + (long) count * Layout.BLOCK;
  }

  /** Returns once all that was written is safe from a crash. */
  public void sync() throws IOException {
    Reached reached = reached();
    unsynced.cleanBy(storage::sync);
    journal.syncTo(Math.max(reached.last(), note(reached)));
  }

  /** Which records there were when a sync began. */
  private record Reached(long last, long fresh) {}

  private Reached reached() {
    lock.readLock().lock();
    try {
      return new Reached(content.lastSequence(), content.lastFresh());
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Has the journal say which blocks in the file itself were synced, so that one which does not
   * match after a crash is known to be damage. Returns the record that says so.
   */
  private long note(Reached reached) throws IOException {
    if (reached.fresh() == 0) {
      return 0;
    }
    synchronized (noting) {
      if (notedTo < reached.fresh()) {
        lastNote = journal.noteSynced(this, reached.last());
        notedTo = reached.last();
      }
      return lastNote;
    }
  }

  /** Writes what a synced segment says about this file into the file, and syncs it. */
  void apply(Segment segment, VolumeKeys keys, Workspace workspace) throws IOException {
    PendingBlocks.Snapshot snapshot = beginApplying(segment);
    if (snapshot.isEmpty()) {
      return;
    }
    try {
      content.blocks().apply(segment, snapshot.blocks(), workspace);
      releaseHoles(segment, snapshot);
      byte[] sealedSize = new FileHeader(id, snapshot.size()).sealSize(keys);
      storage.write(FileHeader.SIZE_OFFSET, sealedSize, 0, sealedSize.length);
      storage.sync();
    } finally {
      endApplying();
    }
  }

  private void releaseHoles(Segment segment, PendingBlocks.Snapshot snapshot) throws IOException {
    lock.writeLock().lock();
    try {
      content.blocks().releaseHoles(segment, snapshot.blocks());
    } finally {
      lock.writeLock().unlock();
    }
  }

  private PendingBlocks.Snapshot beginApplying(Segment segment) {
    lock.writeLock().lock();
    try {
      if (discarded) {
        return PendingBlocks.Snapshot.EMPTY;
      }
      PendingBlocks.Snapshot snapshot = content.pending().snapshot(segment);
      applying = !snapshot.isEmpty();
      return snapshot;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void endApplying() throws IOException {
    lock.writeLock().lock();
    try {
      applying = false;
      if (closed) {
        release();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  void forget(Segment segment) {
    lock.writeLock().lock();
    try {
      content.pending().forget(segment);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Gives back what lies behind the end, once no crash can ask for it any more. */
  void shrink() throws IOException {
    lock.writeLock().lock();
    try {
      if (!discarded && !closed) {
        content.shrink();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Whether the journal knows nothing of this file that is still needed: it may be closed. */
  public boolean isSettled() {
    lock.readLock().lock();
    try {
      return discarded || content.pending().isEmpty();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The file has no name and no user any more: what is pending for it need not be written. */
  public void discard() {
    lock.writeLock().lock();
    try {
      discarded = true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The file is kept for what is pending, but not used now. */
  public void rest() {
    cipher.rest();
  }

  @Override
  public void close() throws IOException {
    lock.writeLock().lock();
    try {
      closed = true;
      if (!applying) {
        release();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void release() throws IOException {
    cipher.close();
    storage.close();
  }
}
