package dev.coffer.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel says of a process.
 *
 * @param started clock ticks after the boot: with the number and the boot it names one process ever
 * @param user the effective user id
 * @param innerPid its number in its own PID namespace
 */
public record ProcessStatus(long pid, long started, int user, long innerPid) {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Path BOOT = PROCESSES.resolve("sys/kernel/random/boot_id");

  /** Empty where it has ended, also where its parent has not fetched its exit code yet. */
  public static Optional<ProcessStatus> of(long pid) {
    var directory = PROCESSES.resolve(Long.toString(pid));
    try {
      var line = Files.readString(directory.resolve("stat"));
      // The name comes in parentheses and may hold anything, also parentheses.
      var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      var status = Files.readAllLines(directory.resolve("status"));
      return switch (fields[0]) {
        case "Z", "X" -> Optional.empty();
        default ->
            Optional.of(
                new ProcessStatus(
                    pid,
                    Long.parseLong(fields[19]),
                    (int) number(status, "Uid:", 1),
                    number(status, "NSpid:", -1)));
      };
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** Another after each start of the kernel. */
  public static String boot() throws IOException {
    return Files.readString(BOOT).strip();
  }

  /** The word of a line at an index behind its name, or the last for -1. */
  private static long number(List<String> lines, String name, int index) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().split("\\s+", -1))
        .map(words -> Long.parseLong(words[index < 0 ? words.length - 1 : index]))
        .findFirst()
        .orElseThrow();
  }
}
