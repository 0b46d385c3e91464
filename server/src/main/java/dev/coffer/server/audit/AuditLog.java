package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;

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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The log that a server writes. An appended event has been handed to the operating system when
 * {@code append} returns, so a killed server loses none; all of them are forced to the disk
 * together within a few dozen milliseconds. A log that was tampered with is not written on. The
 * trap: an event that cannot be written is a fault of the request that made it.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {
  private static final long LARGEST_FILE = 64L << 20;
  private static final Duration PACE = Duration.ofMillis(25);

  private final AuditFiles files;
  private final Seal seal;
  private final FileChannel headFile;
  private final ReentrantLock syncing = new ReentrantLock();

  // Written while holding this.
  private FileChannel log;
  private Head last;
  private Head synced;
  private boolean closed;
  private final Thread syncer = Thread.ofVirtual().name("audit sync").unstarted(this::keepSynced);

  private AuditLog(AuditFiles files, Seal seal, Head last) throws IOException {
    this.files = files;
    this.seal = seal;
    this.last = last;
    this.synced = last;
    List<Path> logs = files.logs();
    this.log = AuditFiles.open(logs.isEmpty() ? files.log(1) : logs.getLast(), APPEND);
    this.headFile = AuditFiles.open(files.head());
    writeHead();
    syncer.start();
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
    return switch (AuditCheck.run(files, seal, List.of(known))) {
      case AuditCheck.Finding.Whole(Head head) -> new AuditLog(files, seal, head);
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
    String body = Line.body(event);
    synchronized (this) {
      try {
        byte[] json = Line.json(last.number() + 1, last.mac(), body);
        String mac = seal.of(json);
        write(
            log,
            ByteBuffer.allocate(Seal.HEX_LENGTH + json.length + 2)
                .put(mac.getBytes(UTF_8))
                .put((byte) ' ')
                .put(json)
                .put((byte) '\n')
                .flip());
        last = new Head(last.number() + 1, mac);
        notifyAll();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the audit log", e);
      }
    }
  }

  // What is appended while one group is forced makes the next group.
  private void keepSynced() {
    try {
      while (awaitUnsynced()) {
        sync();
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean awaitUnsynced() throws InterruptedException {
    while (!closed && synced.equals(last)) {
      wait();
    }
    return !closed;
  }

  private synchronized void pause() throws InterruptedException {
    long end = System.nanoTime() + PACE.toNanos();
    for (long left = PACE.toNanos(); !closed && left > 0; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** Puts everything appended on the disk; returns how far the log reaches then. */
  public Head sync() {
    syncing.lock();
    try {
      FileChannel current;
      Head reached;
      synchronized (this) {
        if (synced.equals(last)) {
          return synced;
        }
        current = log;
        reached = last;
      }
      current.force(false);
      synchronized (this) {
        synced = reached;
        writeHead();
        if (current.size() > LARGEST_FILE && last.equals(reached)) {
          log = AuditFiles.open(files.log(last.number() + 1), APPEND);
          current.close();
        }
      }
      return reached;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the audit log", e);
    } finally {
      syncing.unlock();
    }
  }

  // Not forced: a head that lags says less, but nothing wrong.
  private void writeHead() throws IOException {
    byte[] sealed = synced.sealed(seal);
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
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    awaitEnd();
    sync();
    log.close();
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
