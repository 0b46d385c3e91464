package dev.coffer.agent.worker;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Carries what the worker writes into a pipe to the tool that unpacks it. */
final class Drain {
  private static final int CHUNK = 1 << 16;

  private final InputStream from;
  private final OutputStream to;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable IOException failure;

  private Drain(InputStream from, OutputStream to) {
    this.from = from;
    this.to = to;
  }

  /** The pipe is held open meanwhile, so that this waits for nothing. */
  static Drain into(OutputStream tool, Path pipe) throws IOException {
    var drain = new Drain(new FileInputStream(pipe.toFile()), tool);
    Thread.ofPlatform().daemon().name("drain").start(drain::carry);
    return drain;
  }

  // A tool that takes no more ends the pipe, and the worker's writing with it: why is told before.
  private void carry() {
    try (from) {
      carryAll();
    } catch (IOException unreadable) {
      fail(unreadable);
    } finally {
      ended.countDown();
    }
  }

  private void carryAll() {
    try (to) {
      byte[] chunk = new byte[CHUNK];
      for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
        to.write(chunk, 0, n);
      }
    } catch (IOException broken) {
      fail(broken);
    }
  }

  private void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /** Why the tool took no more. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Returns once all that was written is the tool's. */
  void await() throws IOException {
    try {
      ended.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while unpacking");
    }
    if (failure != null) {
      throw failure;
    }
  }
}
