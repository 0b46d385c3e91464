package dev.coffer.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code coffer} command as a process, its output kept in two files. */
final class CofferCommand {
  private final Process process;
  private final Path stdout;
  private final Path stderr;

  private CofferCommand(Process process, Path stdout, Path stderr) {
    this.process = process;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /** What a command that ended said. */
  record Ended(int code, String stdout, String stderr) {}

  /** Starts the command as the launcher does; output and temporary files go to the directory. */
  static CofferCommand start(Path directory, String... arguments) {
    return start(directory, Path.of("/dev/null"), arguments);
  }

  /** The same, with something to read: file descriptor 0 is where secrets are given to it. */
  static CofferCommand start(Path directory, Path input, String... arguments) {
    return start(directory, input, List.of(), arguments);
  }

  /** The same, with options of the virtual machine's. */
  static CofferCommand start(
      Path directory, Path input, List<String> options, String... arguments) {
    var line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx224m",
                "-XX:+UseSerialGC",
                // Half the processor time of a start; what is measured is measured in bench.
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + directory.resolve(ServerHome.TEMPORARY),
                "-cp",
                System.getProperty("java.class.path")));
    line.addAll(options);
    line.add("dev.coffer.cli.Coffer");
    line.addAll(List.of(arguments));
    try {
      Path stdout = Files.createTempFile(directory, arguments[0] + "-", ".stdout");
      Path stderr = Files.createTempFile(directory, arguments[0] + "-", ".stderr");
      var builder =
          new ProcessBuilder(line)
              .directory(directory.toFile())
              .redirectInput(input.toFile())
              .redirectOutput(stdout.toFile())
              .redirectError(stderr.toFile());
      builder.environment().put("COFFER_CONFIG_DIR", directory.resolve("config").toString());
      builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
      builder.environment().put("TMPDIR", directory.resolve(ServerHome.TEMPORARY).toString());
      return new CofferCommand(builder.start(), stdout, stderr);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Ended run(Path directory, String... arguments) {
    return start(directory, arguments).ended();
  }

  static Ended run(Path directory, Path input, String... arguments) {
    return start(directory, input, arguments).ended();
  }

  /** Waits for the command's end, which has to come by itself. */
  Ended ended() {
    try {
      Await.until("the command's end", () -> !process.isAlive());
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), stdout(), stderr());
  }

  Process process() {
    return process;
  }

  String stdout() {
    return read(stdout);
  }

  String stderr() {
    return read(stderr);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
