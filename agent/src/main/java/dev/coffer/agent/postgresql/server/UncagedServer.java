package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.linux.ProcessDescriptor;
import dev.coffer.agent.linux.ProcessStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server that an earlier version of us started under a user that it shared with others. */
record UncagedServer(Path data) {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int INTERRUPT = 2;

  /** Shuts it down, so that its files can change hands; does nothing where there is none. */
  void end() throws IOException {
    var all = processes();
    for (var process : all) {
      if (process.parent().filter(all::contains).isEmpty()) {
        interrupt(process);
      }
    }
    awaitEnd();
  }

  void kill() throws IOException {
    processes().forEach(ProcessHandle::destroyForcibly);
    awaitEnd();
  }

  private void awaitEnd() throws IOException {
    if (!Await.until(LIMIT, () -> processes().isEmpty())) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE, "a former server in %s does not end".formatted(data));
    }
  }

  private static void interrupt(ProcessHandle process) throws IOException {
    try (var descriptor = ProcessDescriptor.open(process.pid())) {
      descriptor.signal(INTERRUPT);
    } catch (IOException failure) {
      if (process.isAlive()) {
        throw failure;
      }
    }
  }

  /** Those that a cage holds have another number in there. */
  private List<ProcessHandle> processes() {
    return ServersInDirectory.of(data).stream()
        .filter(
            process ->
                ProcessStatus.of(process.pid())
                    .filter(status -> status.innerPid() == status.pid())
                    .isPresent())
        .toList();
  }
}
