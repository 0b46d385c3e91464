package dev.coffer.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches nodes while they are converted: once a node is marked as sealed, nothing works in its
 * plain directory, and before that nothing that follows nobody works on its volume.
 */
final class OneWriter implements AutoCloseable {
  private static final Path PROCESSES = Path.of("/proc");
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(25);

  private final List<Path> nodes;
  private final FutureTask<List<String>> work = new FutureTask<>(this::watch);
  private volatile boolean ended;

  OneWriter(List<Path> nodes) {
    this.nodes = nodes;
    Thread.ofPlatform().daemon().start(work);
  }

  /** What was seen that must not be. */
  List<String> seen() {
    ended = true;
    try {
      return work.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    ended = true;
  }

  private List<String> watch() throws IOException {
    var seen = new ArrayList<String>();
    while (!ended) {
      for (Path node : nodes) {
        look(node, seen);
      }
      LockSupport.parkNanos(PAUSE);
    }
    return seen;
  }

  private static void look(Path node, List<String> seen) throws IOException {
    boolean sealed = isSealed(node);
    Path volume = node.resolve("mount/data");
    for (Path process : processes()) {
      Path place = workplace(process);
      if (sealed && place.equals(node.resolve("data"))) {
        seen.add("%s works in %s behind the mark".formatted(process, place));
      }
      if (place.equals(volume)
          && isAbsent(volume.resolve("standby.signal"))
          && !isSealed(node)
          && workplace(process).equals(volume)) {
        seen.add("%s writes to %s before the mark".formatted(process, place));
      }
    }
  }

  private static boolean isSealed(Path node) {
    return Files.exists(node.resolve("sealed"));
  }

  /** A volume without a daemon tells nothing. */
  private static boolean isAbsent(Path file) {
    try {
      Files.readAttributes(file, "isRegularFile");
      return false;
    } catch (NoSuchFileException absent) {
      return true;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static List<Path> processes() throws IOException {
    var found = new ArrayList<Path>();
    try (var all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      all.forEach(found::add);
    }
    return found;
  }

  /** Every process of a PostgreSQL server works in its data directory. */
  private static Path workplace(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd"));
    } catch (IOException gone) {
      return PROCESSES;
    }
  }
}
