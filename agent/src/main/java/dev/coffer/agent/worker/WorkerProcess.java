package dev.coffer.agent.worker;

import dev.coffer.agent.cage.CodeCage;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.link.Carrier;
import dev.coffer.agent.link.UnixLink;
import dev.coffer.agent.link.Wire;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker as the agent has it: started for the first request or ahead of it, and started anew
 * after it died. It ends with us.
 */
final class WorkerProcess implements Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  private final Identity user;
  private final Path store;
  private final Path place;
  private @Nullable Process running;

  /**
   * @param place a directory that only we write and all may enter: pipes and the socket lie there
   */
  WorkerProcess(Identity user, Path store, Path place) throws IOException {
    this.user = user;
    this.store = store;
    this.place = place;
    make(pipes(), "rwx--x--x", new Identity(0, 0));
    make(sockets(), "rwx------", user);
  }

  private static void make(Path directory, String mode, Identity owner) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    Files.setAttribute(directory, "unix:gid", owner.group(), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(directory, "unix:uid", owner.user(), LinkOption.NOFOLLOW_LINKS);
  }

  Identity user() {
    return user;
  }

  Path pipes() {
    return place.resolve("pipes");
  }

  private Path sockets() {
    return place.resolve("worker");
  }

  private Path socket() {
    return sockets().resolve("calls");
  }

  @Override
  public Wire connect() throws IOException {
    Process worker = requireRunning();
    Carrier carrier = UnixLink.to(socket(), user.user());
    try {
      return carrier.connect();
    } catch (ConnectException dead) {
      // Its program ended, and the cage around it is about to.
      end(worker);
      var _ = requireRunning();
      return carrier.connect();
    }
  }

  private static void end(Process worker) throws IOException {
    try {
      worker.destroyForcibly().waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the worker ended", interrupted);
    }
  }

  /** Starts it without being waited for; why it does not start, the first request tells. */
  void startAhead() {
    Thread.ofPlatform()
        .daemon()
        .name("worker ahead")
        .start(
            () -> {
              try {
                var _ = requireRunning();
              } catch (IOException failed) {
                LOG.warn("the worker is not there yet", failed);
              }
            });
  }

  private synchronized Process requireRunning() throws IOException {
    if (running != null && running.isAlive()) {
      return running;
    }
    var started = new CompletableFuture<Process>();
    // It is killed when the thread that started it ends.
    Thread.ofPlatform().daemon().name("worker").start(() -> attend(started));
    try {
      Process process = started.get();
      requireReady(process);
      running = process;
      return process;
    } catch (ExecutionException failed) {
      throw new IOException("the worker was not started", failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the worker started", interrupted);
    }
  }

  private void attend(CompletableFuture<Process> started) {
    try {
      Process process =
          new ProcessBuilder(line())
              .directory(Path.of("/").toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      started.complete(process);
      process.waitFor();
    } catch (IOException failed) {
      started.completeExceptionally(failed);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static void requireReady(Process process) throws IOException {
    String said = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (!Worker.READY.equals(said)) {
      process.destroyForcibly();
      throw new IOException("the worker did not come up: " + said);
    }
  }

  private List<String> line() {
    return new CodeCage(user)
        .writing(store)
        .writing(sockets())
        .reading(pipes())
        .endingWithParent()
        .command(
            Worker.class,
            List.of("-Xmx192m"),
            List.of(store.toString(), socket().toString(), pipes().toString()));
  }
}
