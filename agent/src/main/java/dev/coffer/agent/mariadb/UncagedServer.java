package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.linux.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.Arrays;

/** A server that an earlier version of us started under a user that it shared with others. */
final class UncagedServer {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private UncagedServer() {}

  /** Stops it, so that its files can change hands; does nothing where there is none. */
  static void end(InstanceFiles files) throws IOException {
    if (Confinement.here() != Confinement.OWN_USER
        || !Files.isDirectory(files.data(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int owner = (int) Files.getAttribute(files.data(), "unix:uid", LinkOption.NOFOLLOW_LINKS);
    if (owner == files.cage().identity().user()) {
      return;
    }
    var servers =
        ProcessHandle.allProcesses().filter(process -> serves(process, owner, files)).toList();
    servers.forEach(ProcessHandle::destroy);
    if (!Await.until(LIMIT, () -> servers.stream().noneMatch(ProcessHandle::isAlive))) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE, "instance " + files.id() + " did not stop to be migrated");
    }
  }

  private static boolean serves(ProcessHandle process, int owner, InstanceFiles files) {
    return ProcessStatus.of(process.pid()).filter(status -> status.user() == owner).isPresent()
        && process.info().arguments().stream()
            .flatMap(Arrays::stream)
            .anyMatch(dataDirectoryOption(files)::equals);
  }

  static String dataDirectoryOption(InstanceFiles files) {
    return "--datadir=" + files.data();
  }
}
