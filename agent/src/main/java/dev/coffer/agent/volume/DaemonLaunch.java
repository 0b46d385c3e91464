package dev.coffer.agent.volume;

import dev.coffer.agent.volume.VolumeFailure.Reason;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts the process that serves a volume, with our own Java and class path. */
final class DaemonLaunch {
  private static final Path OWN_SESSION = Path.of("/usr/bin/setsid");
  private static final long PATIENCE_SECONDS = 60;

  private final VolumeFiles files;

  DaemonLaunch(VolumeFiles files) {
    this.files = files;
  }

  void start(Path at, SecretBytes dek) throws IOException {
    Process process =
        new ProcessBuilder(command(at))
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
            .start();
    try (OutputStream input = process.getOutputStream()) {
      dek.open(
          SecretAccess.revealingSecrets(),
          bytes -> {
            input.write(bytes);
            return null;
          });
    }
    String said;
    try (var output = process.getInputStream()) {
      said = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    if (!said.equals(VolumeDaemon.MOUNTED)) {
      throw new VolumeFailure(Reason.ofExitCode(exitCode(process)), said);
    }
  }

  private static int exitCode(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private List<String> command(Path at) {
    return List.of(
        OWN_SESSION.toString(),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "-Xmx192m",
        // The work is in the ciphers: a second compiler only takes time from them.
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        VolumeDaemon.class.getName(),
        files.backing().toString(),
        at.toString());
  }

  static void awaitEnd(long pid) throws IOException {
    try {
      var process = ProcessHandle.of(pid);
      if (process.isPresent()) {
        var _ = process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (TimeoutException e) {
      throw new VolumeFailure(
          Reason.DAEMON_FAILED, "daemon %d still runs after %d s".formatted(pid, PATIENCE_SECONDS));
    } catch (ExecutionException e) {
      throw new IOException("cannot wait for daemon " + pid, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    var failure = new InterruptedIOException("interrupted while waiting for a volume's daemon");
    failure.initCause(cause);
    return failure;
  }
}
