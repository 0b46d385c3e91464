package dev.coffer.agent.host;

import static java.util.Objects.requireNonNull;

import dev.coffer.agent.linux.ContainedFile;
import dev.coffer.agent.process.SecretEnvironment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts servers that outlive us: in a session of their own and with no pipe to us. */
public final class Detached {
  private static final String OWN_SESSION = "/usr/bin/setsid";

  private Detached() {}

  /**
   * What it says is appended to the log, which is made where it is not. The log may lie on a
   * volume, whose daemon answers for what is there: no link is followed, and nothing but a file
   * opened.
   */
  public static ProcessHandle start(List<String> line, Path directory, Path log)
      throws IOException {
    return start(line, directory, log, SecretEnvironment.NONE);
  }

  /** The same, with variables of its own. */
  public static ProcessHandle start(
      List<String> line, Path directory, Path log, SecretEnvironment environment)
      throws IOException {
    var trusted = requireNonNull(log.toAbsolutePath().getParent());
    return ContainedFile.append(
        trusted,
        requireNonNull(log.getFileName()),
        opened -> start(line, directory, opened.toFile(), environment));
  }

  private static ProcessHandle start(
      List<String> line, Path directory, File log, SecretEnvironment environment)
      throws IOException {
    var all = new ArrayList<String>();
    all.add(OWN_SESSION);
    all.addAll(line);
    var builder =
        new ProcessBuilder(all)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment.variables());
    return builder.start().toHandle();
  }
}
