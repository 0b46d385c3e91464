package dev.coffer.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs command lines as a user would type them and takes their time, that of all their processes.
 * Fails where any part of a pipeline does.
 */
public record Shell(Workspace workspace) {
  private static final String TIMED = "set -o pipefail; TIMEFORMAT='%R %U %S'; time { ";

  /** The arguments are {@code $1} and so on in the script. */
  public Sample time(double amount, String script, Object... arguments) throws IOException {
    String errors = run(TIMED + script + "; }", arguments);
    String[] times = errors.strip().substring(errors.strip().lastIndexOf('\n') + 1).split(" ", -1);
    return new Sample(
        amount,
        Double.parseDouble(times[0]),
        Double.parseDouble(times[1]) + Double.parseDouble(times[2]));
  }

  /** Answers with what the script wrote to its standard error. */
  public String run(String script, Object... arguments) throws IOException {
    return run(Path.of("/dev/null"), script, arguments);
  }

  /** Answers with what the script wrote to its standard output. */
  public String ask(String script, Object... arguments) throws IOException {
    Path answer = workspace.file("answer");
    String _ = run(answer, script, arguments);
    return Files.readString(answer, StandardCharsets.UTF_8);
  }

  private String run(Path output, String script, Object... arguments) throws IOException {
    Path errors = workspace.file("errors");
    var line = new ArrayList<>(List.of("/bin/bash", "-c", script, "bench"));
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    Process process =
        new ProcessBuilder(line)
            .directory(workspace.directory().toFile())
            .redirectInput(new java.io.File("/dev/null"))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    int code = await(process);
    String written = Files.readString(errors, StandardCharsets.UTF_8);
    if (code != 0) {
      throw new IOException("exit code " + code + " of " + script + ": " + written);
    }
    return written;
  }

  private static int await(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
