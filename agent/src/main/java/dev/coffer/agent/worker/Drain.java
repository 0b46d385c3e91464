package dev.coffer.agent.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Carries what the worker writes into a pipe to the tool that unpacks it. */
final class Drain {
  private static final int CHUNK = 1 << 16;

  private final InputStream from;
  private final OutputStream to;
  private final Thread thread = Thread.ofPlatform().daemon().name("drain").unstarted(this::carry);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable IOException failure;

  private Drain(InputStream from, OutputStream to) {
    this.from = from;
    this.to = to;
  }

  /** The pipe is held open meanwhile, so that this waits for nothing. */
  static Drain into(OutputStream tool, Path pipe) throws IOException {
    // A channel, whose reading an interrupt ends: a writer may hold the pipe and write no more.
    var from = Channels.newInputStream(FileChannel.open(pipe, StandardOpenOption.READ));
    var drain = new Drain(from, tool);
    drain.thread.start();
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

  /** Ends it, whatever the worker still does with the pipe. */
  void abort() {
    thread.interrupt();
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
