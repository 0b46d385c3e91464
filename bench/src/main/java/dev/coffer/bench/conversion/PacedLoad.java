package dev.coffer.bench.conversion;

import dev.coffer.bench.measure.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * pgbench's TPC-B at a fixed rate. Where its connections are cut it is started again at once, so
 * that the pause that its log shows is that of a client which comes back as soon as it can.
 */
final class PacedLoad implements AutoCloseable {
  private static final int COMMITTED_SECOND = 4;
  private static final int COMMITTED_MICROSECOND = 5;

  private final Path directory;
  private final Process process;

  private PacedLoad(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  static PacedLoad start(PgbenchNode node, Path directory, int rate) throws IOException {
    Workspace.delete(directory);
    Files.createDirectory(directory);
    var script =
        node.environment()
            + """
            cd "$1"
            while true; do
              "$programs"/pgbench -n -c 4 -j 1 -R %d -T 600 -l --log-prefix=log >>said 2>&1
            done
            """
                .formatted(rate);
    var process =
        new ProcessBuilder("/bin/bash", "-c", script, "load", directory.toString()).start();
    return new PacedLoad(directory, process);
  }

  void run(int seconds) throws IOException {
    try {
      if (process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IOException("the load ended: " + Files.readString(directory.resolve("said")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * What was committed within a time.
   *
   * @param pause the longest time, in seconds, in which nothing was
   */
  record Committed(double perSecond, double pause) {}

  /**
   * Between two times of the wall clock, in microseconds; to be asked after the load was closed.
   */
  Committed between(long from, long to) throws IOException {
    var commits = new ArrayList<Long>();
    try (var files = Files.newDirectoryStream(directory, "log.*")) {
      for (Path file : files) {
        Files.readAllLines(file).stream()
            .map(line -> line.split(" ", -1))
            .filter(fields -> fields.length > COMMITTED_MICROSECOND)
            .map(PacedLoad::committed)
            .filter(moment -> moment >= from && moment <= to)
            .forEach(commits::add);
      }
    }
    commits.sort(null);
    return new Committed(commits.size() * 1e6 / (to - from), longest(commits) / 1e6);
  }

  private static long committed(String[] fields) {
    return Long.parseLong(fields[COMMITTED_SECOND]) * 1_000_000
        + Long.parseLong(fields[COMMITTED_MICROSECOND]);
  }

  private static long longest(List<Long> commits) {
    long longest = 0;
    for (int i = 1; i < commits.size(); i++) {
      longest = Math.max(longest, commits.get(i) - commits.get(i - 1));
    }
    return longest;
  }

  @Override
  public void close() {
    // The loop first, so that it starts nothing any more; pgbench writes its log down as it ends.
    var programs = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    programs.forEach(ProcessHandle::destroy);
    programs.forEach(program -> program.onExit().join());
  }
}
