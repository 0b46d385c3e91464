package dev.coffer.agent.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes all files and directories of a tree durable, many at a time: those that wait for the disk
 * together are written together. No other process may change the tree meanwhile.
 */
public final class SyncTree {
  private static final int AT_ONCE = 16;

  private SyncTree() {}

  public static void at(Path tree) throws IOException {
    try (var pool = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<Void> sync : pool.invokeAll(syncs(tree))) {
        sync.get();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while syncing " + tree);
    } catch (ExecutionException failed) {
      throw new IOException("cannot sync " + tree, failed.getCause());
    }
  }

  private static List<Callable<Void>> syncs(Path tree) throws IOException {
    try (var paths = Files.walk(tree)) {
      return paths
          .filter(path -> !Files.isSymbolicLink(path))
          .map(
              path ->
                  (Callable<Void>)
                      () -> {
                        sync(path);
                        return null;
                      })
          .toList();
    }
  }

  private static void sync(Path path) throws IOException {
    try (var channel = FileChannel.open(path)) {
      channel.force(true);
    }
  }
}
