package dev.coffer.agent.cage;

import dev.coffer.agent.host.Await;
import dev.coffer.agent.linux.ProcessDescriptor;
import dev.coffer.agent.linux.ProcessStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A server that was started in a cage, by us or by a process before us. It is named by the first
 * process of its PID namespace, whose end is the end of all in it.
 */
public final class CagedServer {
  private static final int KILL = 9;
  private static final int FIRST_INSIDE = 2;
  private static final Duration END = Duration.ofSeconds(60);

  private final ProcessStatus first;
  private final boolean inNamespace;

  CagedServer(ProcessStatus first) {
    this.first = first;
    this.inNamespace = first.innerPid() != first.pid();
  }

  /** What a server is asked. */
  public enum Signal {
    HANGUP(1),
    INTERRUPT(2),
    TERMINATE(15);

    private final int number;

    Signal(int number) {
      this.number = number;
    }
  }

  /** Whether anything of it still runs. */
  public boolean isAlive() {
    return isSame(ProcessStatus.of(first.pid()));
  }

  /** The number of the server itself as the host sees it; empty where it has ended. */
  public Optional<Long> pid() {
    return isAlive() ? server().map(ProcessStatus::pid) : Optional.empty();
  }

  /** Asks the server itself; does nothing where it has ended. */
  public void signal(Signal signal) throws IOException {
    Optional<ProcessStatus> server = isAlive() ? server() : Optional.empty();
    if (server.isPresent()) {
      signal(server.get(), signal.number);
    }
  }

  /** Ends it with all that it started, and returns once nothing of it is left. */
  public void kill() throws IOException {
    if (!inNamespace) {
      ProcessHandle.of(first.pid()).filter(_ -> isAlive()).stream()
          .flatMap(ProcessHandle::descendants)
          .forEach(ProcessHandle::destroyForcibly);
    }
    signal(first, KILL);
    if (!awaitEnd(END)) {
      throw new IOException("process %d does not die".formatted(first.pid()));
    }
  }

  /** Whether nothing of it was left in time. */
  public boolean awaitEnd(Duration limit) throws IOException {
    return Await.until(limit, () -> !isAlive());
  }

  ProcessStatus first() {
    return first;
  }

  private Optional<ProcessStatus> server() {
    return inNamespace
        ? ProcessHandle.of(first.pid()).stream()
            .flatMap(ProcessHandle::children)
            .flatMap(child -> ProcessStatus.of(child.pid()).stream())
            .filter(child -> child.innerPid() == FIRST_INSIDE)
            .findFirst()
        : Optional.of(first);
  }

  private boolean isSame(Optional<ProcessStatus> now) {
    return now.filter(status -> status.started() == first.started()).isPresent();
  }

  /** The descriptor is opened before the process is looked at, or another could get the signal. */
  private static void signal(ProcessStatus process, int number) throws IOException {
    try (var descriptor = ProcessDescriptor.open(process.pid())) {
      var now = ProcessStatus.of(process.pid());
      if (now.filter(status -> status.started() == process.started()).isPresent()) {
        descriptor.signal(number);
      }
    } catch (IOException failure) {
      if (ProcessStatus.of(process.pid()).isPresent()) {
        throw failure;
      }
    }
  }
}
