package dev.coffer.agent.cage;

import dev.coffer.agent.host.Await;
import dev.coffer.agent.linux.ProcessStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The processes of a cage's own user: none may exist outside of a cage. */
record Occupants(Identity identity) {
  private static final Duration END = Duration.ofSeconds(30);

  static Occupants of(Identity identity) {
    return new Occupants(identity);
  }

  /** Does nothing where the user is not the cage's own. */
  void end() throws IOException {
    if (identity.user() < UidRegister.FIRST) {
      return;
    }
    if (!Await.until(END, this::killed)) {
      throw new IOException("processes of user %d do not die".formatted(identity.user()));
    }
  }

  private boolean killed() {
    var all = all();
    all.forEach(ProcessHandle::destroyForcibly);
    return all.isEmpty();
  }

  private List<ProcessHandle> all() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                ProcessStatus.of(process.pid())
                    .filter(status -> status.user() == identity.user())
                    .isPresent())
        .toList();
  }
}
