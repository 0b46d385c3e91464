package dev.coffer.bench.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What the figures were taken on. */
public final class Machine {
  private Machine() {}

  public static List<String> facts() throws IOException {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return List.of(
        "taken "
            + Instant.now().truncatedTo(ChronoUnit.MINUTES)
            + ", load average %.1f at the start".formatted(system.getSystemLoadAverage()),
        "%s, %d cores".formatted(processor(), system.getAvailableProcessors()),
        "%s, Linux %s".formatted(distribution(), System.getProperty("os.version")),
        "JDK %s, %s"
            .formatted(
                Runtime.version(),
                String.join(
                    " ",
                    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> argument.startsWith("-X"))
                        .toList())));
  }

  private static String processor() throws IOException {
    return value(Path.of("/proc/cpuinfo"), "model name", ":");
  }

  private static String distribution() throws IOException {
    return value(Path.of("/etc/os-release"), "PRETTY_NAME", "=").replace("\"", "");
  }

  private static String value(Path file, String key, String separator) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(separator) + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
