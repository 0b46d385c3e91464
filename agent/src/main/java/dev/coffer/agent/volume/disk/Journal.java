package dev.coffer.agent.volume.disk;

import static java.lang.System.Logger.Level.WARNING;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.JournalRecord;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps writes until they are in their files: two segments, one that grows while the other is
 * retired. Records count in order, so what is synced is a prefix. Writers ask for room before they
 * lock their file, because retiring has to lock files as well. After a failure of the disk it
 * refuses everything: what a failed sync left behind is unknown. Its mark says what is on the disk.
 */
public final class Journal {

  /** What an appended record became: where it lies, and what to sync to. */
  record Appended(Segment segment, long base, long sequence) {}

  private static final System.Logger LOG = System.getLogger(Journal.class.getName());

  /** How long to wait for room before trying again. */
  private static final Duration LIMIT = Duration.ofMillis(200);

  /** Each is kept in memory, and synced by itself when a segment is retired. */
  private static final int MOST_FILES = 1 << 14;

  private final VolumeKeys keys;
  private final Mark mark;
  private final FileId epoch;
  private final long capacity;
  private final Executor retiring;
  private final Segment[] segments;

  private static final int NOTE = JournalRecord.imagesOffset(0);

  // Guards all below and the segments' state. The disk is written under it, but synced without it,
  // except when segments change places.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition unsound = lock.newCondition();
  private int active;
  private long promised;
  private long appended;
  private long durable;
  private boolean syncing;
  private @Nullable IOException failure;
  // Why a segment cannot be retired until there is room on the disk.
  private @Nullable IOException shortage;

  private Journal(
      List<Storage> segments, Mark mark, long capacity, VolumeKeys keys, Executor retiring)
      throws IOException {
    this.segments =
        new Segment[] {new Segment(0, segments.get(0)), new Segment(1, segments.get(1))};
    this.capacity = capacity;
    this.keys = keys;
    this.mark = mark;
    this.epoch = mark.begin();
    this.retiring = retiring;
  }

  /** Begins an epoch of a journal that is empty: new, drained or recovered. */
  public static Journal begin(JournalFiles files, long capacity, VolumeKeys keys, Executor retiring)
      throws IOException {
    return new Journal(files.segments(), Mark.open(files.mark(), keys), capacity, keys, retiring);
  }

  /** Makes the mark of a new one. */
  public static void create(Storage mark, VolumeKeys keys) throws IOException {
    Mark.create(mark, keys);
  }

  /** Room for records; what was not used is given back on close. */
  final class Room implements AutoCloseable {
    private final long bytes;

    private Room(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        promised -= bytes;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Waits until there is room; never to be called with a file locked. */
  Room admit(long bytes) throws IOException {
    if (bytes > capacity / 2) {
      throw new IllegalArgumentException("a journal cannot take " + bytes + " bytes at once");
    }
    lock.lock();
    try {
      while (isFull(bytes)) {
        requireSound();
        boolean retiring = segments[1 - active].isRetiring();
        if (retiring) {
          requireRoom();
        }
        if (retiring || promised + bytes > capacity) {
          changed.awaitUninterruptibly();
        } else {
          changePlaces();
        }
      }
      requireSound();
      promised += bytes;
      return new Room(bytes);
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull(long bytes) {
    return segments[active].end() + promised + bytes > capacity
        || segments[active].fileCount() >= MOST_FILES;
  }

  /** What a record is to say. */
  record Draft(SealedFile file, JournalRecord.Kind kind, long first, long count, long size) {
    JournalRecord numbered(FileId epoch, long sequence, long durable) {
      return new JournalRecord(kind, epoch, sequence, file.id(), first, count, size, durable);
    }
  }

  /** Takes a record whose entries and images stand in {@code bytes} already, from a place on. */
  Appended append(Draft draft, byte[] bytes, int at) throws IOException {
    lock.lock();
    try {
      requireSound();
      long sequence = appended + 1;
      JournalRecord record = draft.numbered(epoch, sequence, durable);
      record.seal(keys, bytes, at);
      int length = Math.toIntExact(record.length());
      long base = segments[active].append(draft.file(), sequence, bytes, at, length);
      appended = sequence;
      return new Appended(segments[active], base, sequence);
    } catch (IOException e) {
      throw failed(e);
    } finally {
      lock.unlock();
    }
  }

  /** Writes down that a file was synced with all that records up to one say; returns its number. */
  long noteSynced(SealedFile file, long upTo) throws IOException {
    try (var _ = admit(NOTE)) {
      byte[] bytes = new byte[NOTE];
      return append(new Draft(file, JournalRecord.Kind.SYNCED, upTo, 0, 0), bytes, 0).sequence();
    }
  }

  /** Returns once the record and all before it are on the disk; many callers share one sync. */
  void syncTo(long sequence) throws IOException {
    lock.lock();
    try {
      while (durable < sequence) {
        requireSound();
        if (syncing) {
          changed.awaitUninterruptibly();
        } else {
          syncAppended();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void syncAppended() throws IOException {
    Storage storage = segments[active].storage();
    long target = appended;
    syncing = true;
    lock.unlock();
    @Nullable IOException problem = null;
    try {
      storage.sync();
    } catch (IOException e) {
      problem = e;
    } finally {
      lock.lock();
      syncing = false;
      changed.signalAll();
    }
    if (problem != null) {
      throw failed(problem);
    }
    if (durable < target) {
      reached(target);
    }
  }

  /** Only now: a mark must never promise what a loss of power could take back. */
  private void reached(long sequence) throws IOException {
    durable = sequence;
    try {
      mark.durable(sequence);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void changePlaces() throws IOException {
    Segment full = segments[active];
    try {
      full.storage().sync();
    } catch (IOException e) {
      throw failed(e);
    }
    reached(appended);
    full.beginRetiring();
    active = 1 - active;
    changed.signalAll();
    try {
      retiring.execute(() -> retire(full));
    } catch (RejectedExecutionException e) {
      throw failed(new IOException("a full segment cannot be retired", e));
    }
  }

  private void retire(Segment segment) {
    try {
      List<SealedFile> files = filesOf(segment);
      Workspace workspace = new Workspace();
      for (SealedFile file : files) {
        apply(file, segment, workspace);
      }
      for (SealedFile file : files) {
        file.forget(segment);
      }
      markRetired(segment);
      Segment.invalidate(segment.storage());
      finishRetiring(segment);
      for (SealedFile file : files) {
        file.shrink();
      }
    } catch (IOException e) {
      failRetiring(e);
    } catch (RuntimeException | Error e) {
      // Writers wait for this segment: they have to be told, whatever it was.
      failRetiring(new IOException("a defect while a segment was retired: " + e, e));
      throw e;
    }
  }

  /** Tries again until there is room: what was synced is in the journal, and stays readable. */
  private void apply(SealedFile file, Segment segment, Workspace workspace) throws IOException {
    while (true) {
      try {
        file.apply(segment, keys, workspace);
        return;
      } catch (IOException e) {
        if (!Shortage.isOne(e)) {
          throw e;
        }
        awaitRoom(e);
      }
    }
  }

  private void awaitRoom(IOException e) throws IOException {
    lock.lock();
    try {
      if (shortage == null) {
        LOG.log(WARNING, "a journal waits for room on the disk", e);
      }
      shortage = e;
      changed.signalAll();
      long left = LIMIT.toNanos();
      while (left > 0 && failure == null) {
        left = unsound.awaitNanos(left);
      }
      requireSound();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for room on the disk");
    } finally {
      lock.unlock();
    }
  }

  private void failRetiring(IOException e) {
    lock.lock();
    try {
      failed(e);
    } finally {
      lock.unlock();
    }
  }

  private List<SealedFile> filesOf(Segment segment) {
    lock.lock();
    try {
      return segment.files();
    } finally {
      lock.unlock();
    }
  }

  /** Before its records are gone, the mark has to say that they need not be there. */
  private void markRetired(Segment segment) throws IOException {
    lock.lock();
    try {
      mark.retired(segment.last());
    } finally {
      lock.unlock();
    }
    mark.sync();
  }

  private void finishRetiring(Segment segment) {
    lock.lock();
    try {
      segment.reset();
      shortage = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Brings everything into the files, so that they need no journal. Nothing may be written. */
  public void drain() throws IOException {
    lock.lock();
    try {
      for (int i = 0; i < segments.length; i++) {
        awaitRetired();
        if (segments[active].end() > 0) {
          changePlaces();
        }
      }
      awaitRetired();
      mark.close(appended);
    } finally {
      lock.unlock();
    }
  }

  private void awaitRetired() throws IOException {
    requireSound();
    while (segments[1 - active].isRetiring()) {
      requireRoom();
      changed.awaitUninterruptibly();
      requireSound();
    }
  }

  private void requireRoom() throws IOException {
    if (shortage != null) {
      throw shortage;
    }
  }

  private IOException failed(IOException e) {
    if (failure == null) {
      failure = e;
    }
    changed.signalAll();
    unsound.signalAll();
    return e;
  }

  private void requireSound() throws IOException {
    if (failure != null) {
      throw new IOException("the journal failed before: " + failure.getMessage(), failure);
    }
  }
}
