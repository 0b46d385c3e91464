package dev.coffer.agent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Sends a growing file to the disk while it is written, one sync at a time, so that the sync of a
 * commit has little left to wait for. A failed sync surfaces on the next advance or on finish.
 */
final class Writeback implements AutoCloseable {
  private static final long STEP = 32L << 20;

  private final FileChannel channel;
  private CompletableFuture<?> sync = CompletableFuture.completedFuture(null);
  private long next = STEP;

  Writeback(FileChannel channel) {
    this.channel = channel;
  }

  void advance(long written) throws IOException {
    if (written >= next && sync.isDone()) {
      finish();
      next = written + STEP;
      sync = CompletableFuture.runAsync(this::force, Thread::startVirtualThread);
    }
  }

  void finish() throws IOException {
    try {
      sync.join();
    } catch (CompletionException failed) {
      throw new IOException("cannot sync a partial object", failed.getCause());
    }
  }

  @Override
  public void close() {
    sync.exceptionally(failure -> null).join();
  }

  private void force() {
    try {
      channel.force(false);
    } catch (IOException failure) {
      throw new CompletionException(failure);
    }
  }
}
