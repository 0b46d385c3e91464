package dev.coffer.agent.worker;

import dev.coffer.agent.cage.CodeCage;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.link.Carrier;
import dev.coffer.agent.link.UnixLink;
import dev.coffer.agent.link.Wire;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker as the agent has it: started for the first request or ahead of it, and started anew
 * after it died. It ends with us.
 */
final class WorkerProcess implements Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  /** Far beyond what it takes on a busy machine. */
  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final Identity user;
  private final Path place;
  private final List<String> line;
  private final Duration startLimit;
  private @Nullable Process running;

  /**
   * @param place a directory that only we write and all may enter: pipes and the socket lie there
   */
  WorkerProcess(Identity user, Path store, Path place) throws IOException {
    this(user, place, caged(user, store, place), START_LIMIT);
  }

  /** With another program. */
  WorkerProcess(Identity user, Path place, List<String> line, Duration startLimit)
      throws IOException {
    this.user = user;
    this.place = place;
    this.line = line;
    this.startLimit = startLimit;
    make(pipes(place), "rwx--x--x", new Identity(0, 0));
    make(sockets(place), "rwx------", user);
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
    return pipes(place);
  }

  private static Path pipes(Path place) {
    return place.resolve("pipes");
  }

  private static Path sockets(Path place) {
    return place.resolve("worker");
  }

  private static Path socket(Path place) {
    return sockets(place).resolve("calls");
  }

  @Override
  public Wire connect() throws IOException {
    Process worker = requireRunning();
    Carrier carrier = UnixLink.to(socket(place), user.user());
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
    running = new WorkerStart(line, startLimit).run();
    return running;
  }

  private static List<String> caged(Identity user, Path store, Path place) {
    return new CodeCage(user)
        .writing(store)
        .writing(sockets(place))
        .reading(pipes(place))
        .endingWithParent()
        .command(
            Worker.class,
            List.of("-Xmx192m"),
            List.of(store.toString(), socket(place).toString(), pipes(place).toString()));
  }
}
