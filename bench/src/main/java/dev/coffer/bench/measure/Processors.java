package dev.coffer.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

/** What the processors of the whole machine did, for work that is spread over many processes. */
public final class Processors {
  private static final Path STATISTICS = Path.of("/proc/stat");
  private static final double TICKS = 100;
  private static final int IDLE = 3;
  private static final int WAITING = 4;

  private Processors() {}

  /** Seconds that they were busy since the machine started. */
  public static double busySeconds() throws IOException {
    try (var lines = Files.lines(STATISTICS)) {
      String[] fields = lines.findFirst().orElseThrow().replaceAll(" +", " ").split(" ", -1);
      long[] ticks = Arrays.stream(fields).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
      return (LongStream.of(ticks).sum() - ticks[IDLE] - ticks[WAITING]) / TICKS;
    }
  }
}
