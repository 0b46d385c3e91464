package dev.coffer.agent.cage;

import dev.coffer.agent.host.Await;
import dev.coffer.agent.linux.ProcessStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The processes of a user of ours, such as a cage's: none may exist outside of a cage. */
public record Occupants(Identity identity) {
  private static final Duration END = Duration.ofSeconds(30);

  public static Occupants of(Identity identity) {
    return new Occupants(identity);
  }

  /** Kills them, and returns once none is left; does nothing where the user is not one of ours. */
  public void end() throws IOException {
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
