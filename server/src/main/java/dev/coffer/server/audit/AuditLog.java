package dev.coffer.server.audit;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log that a server writes. An appended event has been handed to the operating system when
 * {@code append} returns, so a killed server loses none; all of them are forced to the disk
 * together within a few dozen milliseconds. A log that was tampered with is not written on. The
 * trap: an event that cannot be written is a fault of the request that made it.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {
  static final long LARGEST_FILE = 64L << 20;
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final Duration PACE = Duration.ofMillis(25);
  private static final Duration ONE_FILE = Duration.ofDays(1);

  private final AuditFiles files;
  private final Seal seal;
  private final FileChannel headFile;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread syncer = Thread.ofVirtual().name("audit sync").unstarted(this::keepSynced);

  // Its holder writes for all in the queue.
  private final ReentrantLock writing = new ReentrantLock();
  private final Condition changed = writing.newCondition();
  private final LogTail tail;

  // Its holder forces the file, and then says in the head how far; taken before the other one.
  private final ReentrantLock syncing = new ReentrantLock();
  private final Queue<FileChannel> left = new ArrayDeque<>();
  private volatile Head synced;

  // What was lost of the log cannot be known after the disk has refused once.
  private volatile @Nullable Exception broken;

  private AuditLog(AuditFiles files, Seal seal, Head last) throws IOException {
    this.files = files;
    this.seal = seal;
    this.tail = new LogTail(files, seal, last);
    this.synced = last;
    this.headFile = AuditFiles.open(files.head());
    writeHead();
    syncer.start();
  }

  /** A line that is to be written, and what became of it. */
  private static final class Waiting {
    private final String body;
    private boolean written;
    private boolean decided;
    private @Nullable IOException failure;

    private Waiting(String body) {
      this.body = body;
    }

    private void decide(boolean isWritten, @Nullable IOException reason) {
      written = isWritten;
      failure = reason;
      decided = true;
    }
  }

  /**
   * Opens, or begins, the log in a directory.
   *
   * @param known a head that the log has to hold; the beginning where it has none yet
   * @param hash the hash function of a log that begins
   * @param keys derives the key for a purpose
   * @throws UnusableAuditLog if it is not as it was written
   */
  public static AuditLog open(
      Path directory, Head known, HashFunction hash, Function<String, SecretBytes> keys)
      throws IOException {
    var files = new AuditFiles(directory);
    files.make();
    Seal seal = files.seal(hash, keys);
    if (files.logs().isEmpty()) {
      if (known.number() > 0 || Files.exists(files.head())) {
        throw new UnusableAuditLog("the audit log in " + directory + " is gone");
      }
      return new AuditLog(files, seal, Head.BEGINNING);
    }
    dropTornLine(files.logs().getLast());
    return switch (AuditCheck.runFrom(files, seal, known)) {
      case AuditCheck.Finding.Whole(Head head, _) -> new AuditLog(files, seal, head);
      case AuditCheck.Finding.Broken(var fault, String file, long line) ->
          throw new UnusableAuditLog(
              "the audit log is not as it was written: " + fault + " in " + file + " line " + line);
    };
  }

  // A line that a cut of power left half written was never in the head.
  private static void dropTornLine(Path file) throws IOException {
    try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long end = bytes.length();
      while (end > 0) {
        bytes.seek(end - 1);
        if (bytes.read() == '\n') {
          break;
        }
        end--;
      }
      bytes.setLength(end);
    }
  }

  @Override
  public void append(Event event) {
    requireUsable();
    var line = new Waiting(Line.body(event));
    queue.add(line);
    writing.lock();
    try {
      if (!line.decided) {
        writeQueue();
      }
    } finally {
      writing.unlock();
    }
    if (line.failure != null) {
      throw new UncheckedIOException("cannot write the audit log", line.failure);
    }
    if (!line.written) {
      throw new IllegalStateException("a line of the audit log was not written");
    }
  }

  private void requireUsable() {
    if (broken != null) {
      throw new UncheckedIOException(
          "the audit log stopped; mend its disk and start the server again",
          new IOException(broken));
    }
  }

  private void writeQueue() {
    var group = new ArrayList<Waiting>();
    for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
      group.add(next);
    }
    boolean written = false;
    IOException failure = null;
    try {
      tail.write(group.stream().map(waiting -> waiting.body).toList());
      written = true;
    } catch (IOException e) {
      failure = e;
    } finally {
      for (Waiting waiting : group) {
        waiting.decide(written, failure);
      }
      changed.signal();
    }
  }

  // What is appended while one group is forced makes the next group.
  private void keepSynced() {
    try {
      do {
        awaitUnsynced();
        sync();
      } while (!closing.await(PACE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Without this thread nothing reaches the disk: calls fail from now on.
      broken = e;
      LOG.error("the audit log stopped", e);
    }
  }

  private void awaitUnsynced() throws InterruptedException {
    writing.lock();
    try {
      while (closing.getCount() > 0 && synced.equals(tail.head())) {
        changed.await();
      }
    } finally {
      writing.unlock();
    }
  }

  /** Reads what was appended, while this writes on. */
  public AuditReader reader() {
    return new AuditReader(files, seal);
  }

  /** Puts everything appended on the disk; returns how far the log reaches then. */
  public Head sync() {
    syncing.lock();
    try {
      force();
      return synced;
    } catch (IOException e) {
      broken = e;
      throw new UncheckedIOException("cannot write the audit log", e);
    } finally {
      syncing.unlock();
    }
  }

  private void force() throws IOException {
    FileChannel file;
    Head reached;
    writing.lock();
    try {
      if (synced.equals(tail.head())) {
        return;
      }
      file = tail.file();
      reached = tail.head();
      if (tail.length() > LARGEST_FILE) {
        turnOver();
      }
    } finally {
      writing.unlock();
    }
    for (FileChannel full = left.peek(); full != null; full = left.peek()) {
      full.force(false);
      full.close();
      left.remove();
    }
    if (file.isOpen()) {
      file.force(false);
    }
    synced = reached;
    writeHead();
  }

  // While writing is held.
  private void turnOver() throws IOException {
    left.add(tail.turnOver());
  }

  /**
   * Removes the files whose every line is older. A file that has lines of more than a day is closed
   * first, so that a quiet log is removed day by day, too. The last file stays.
   */
  public void removeBefore(Instant oldest, Instant now) {
    syncing.lock();
    try {
      writing.lock();
      try {
        if (files.firstTime(seal).filter(now.minus(ONE_FILE)::isAfter).isPresent()) {
          turnOver();
        }
      } finally {
        writing.unlock();
      }
      force();
      Optional<Head> last = files.lastBefore(oldest, seal);
      if (last.isPresent()) {
        files.begin(last.get(), seal);
        removeFiles(last.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove old files of the audit log", e);
    } finally {
      syncing.unlock();
    }
  }

  private void removeFiles(Head last) throws IOException {
    for (Path file : files.removed(last)) {
      Files.delete(file);
    }
  }

  // Not forced: a head that lags says less, but nothing wrong.
  private void writeHead() throws IOException {
    byte[] sealed = synced.sealed(seal::ofHead);
    headFile.position(0);
    write(headFile, ByteBuffer.wrap(sealed));
    headFile.truncate(sealed.length);
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    writing.lock();
    try {
      closing.countDown();
      changed.signal();
    } finally {
      writing.unlock();
    }
    awaitEnd();
    sync();
    tail.file().close();
    headFile.close();
  }

  private void awaitEnd() {
    try {
      syncer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
