package dev.coffer.agent.volume;

import dev.coffer.agent.cage.CodeCage;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.process.BoundedLines;
import dev.coffer.agent.volume.VolumeFailure.Reason;
import dev.coffer.agent.volume.posix.FuseDevice;
import dev.coffer.agent.volume.posix.Handover;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts the process that serves a volume: without any privilege, as a user of its own. We mount,
 * and hand it the kernel's end once it says that it is ready to answer.
 */
final class DaemonLaunch {
  private static final long LIMIT_SECONDS = 60;
  private static final int STEP_MILLISECONDS = 50;

  /** Of what the daemon says before it serves: bytes of a line, and lines. */
  private static final int LONGEST = 1000;

  private static final int MOST_LINES = 32;
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Where the daemon finds its socket. */
  private static final Path SOCKET = Path.of("/run/handover");

  /**
   * A node for each file that the kernel knows: room for a million. The work is in the ciphers: a
   * second compiler only takes time from them.
   */
  private static final List<String> MACHINE = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

  private final VolumeFiles files;
  private final Identity user;

  DaemonLaunch(VolumeFiles files, Identity user) {
    this.files = files;
    this.user = user;
  }

  void start(Path at, SecretBytes dek) throws IOException {
    // In a short path: addresses of sockets are.
    Path place = Files.createTempDirectory(Path.of("/tmp"), "coffer-", PRIVATE);
    Path socket = place.resolve("handover");
    try (var listening = Handover.listen(socket)) {
      Files.setAttribute(socket, "unix:uid", user.user());
      serve(run(socket), listening, at, dek);
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(place);
    }
  }

  private Process run(Path socket) throws IOException {
    // Opened by us, and no link followed: the daemon has it as its standard error alone.
    try (var directory = files.open();
        var log = directory.append(VolumeFiles.LOG)) {
      return new ProcessBuilder(line(socket))
          .directory(Path.of("/").toFile())
          .redirectError(ProcessBuilder.Redirect.appendTo(log.alias().toFile()))
          .start();
    }
  }

  private void serve(Process process, Handover listening, Path at, SecretBytes dek)
      throws IOException {
    try (OutputStream input = process.getOutputStream()) {
      dek.open(
          SecretAccess.revealingSecrets(),
          bytes -> {
            input.write(bytes);
            return null;
          });
    }
    try (var output = new BoundedLines(process.getInputStream(), LONGEST)) {
      Optional<Handover> ready = awaitReady(process, listening);
      if (ready.isEmpty()) {
        throw failure(process, output);
      }
      try (Handover daemon = ready.get()) {
        mount(daemon, at);
      }
      if (!VolumeDaemon.MOUNTED.equals(output.next())) {
        FuseDevice.detach(at);
        throw failure(process, output);
      }
    }
  }

  private static VolumeFailure failure(Process process, BoundedLines output) throws IOException {
    String said = output.rest(MOST_LINES);
    return new VolumeFailure(Reason.ofExitCode(exitCode(process)), said);
  }

  /** Bringing a journal into its files may take its time. */
  private static Optional<Handover> awaitReady(Process process, Handover listening)
      throws IOException {
    Optional<Handover> ready = Optional.empty();
    while (ready.isEmpty() && process.isAlive()) {
      ready = listening.accept(STEP_MILLISECONDS);
    }
    return ready;
  }

  /** Ours is closed before this returns: a copy that stays open would let callers hang. */
  private void mount(Handover daemon, Path at) throws IOException {
    Handover.Peer peer = daemon.peer();
    if (peer.uid() != user.user()) {
      throw new VolumeFailure(
          Reason.DAEMON_FAILED, "user %d answers for %d".formatted(peer.uid(), user.user()));
    }
    try (FuseDevice device = FuseDevice.open()) {
      device.mount(files.backing(), at);
      daemon.send(device, peer.pid());
    }
  }

  private static int exitCode(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private List<String> line(Path socket) {
    return new CodeCage(user)
        .writing(files.backing())
        .writing(socket, SOCKET)
        .command(
            VolumeDaemon.class, MACHINE, List.of(files.backing().toString(), SOCKET.toString()));
  }

  static void awaitEnd(long pid) throws IOException {
    try {
      var process = ProcessHandle.of(pid);
      if (process.isPresent()) {
        var _ = process.get().onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      }
    } catch (TimeoutException e) {
      throw new VolumeFailure(
          Reason.DAEMON_FAILED, "daemon %d still runs after %d s".formatted(pid, LIMIT_SECONDS));
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
