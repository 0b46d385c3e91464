package dev.coffer.agent.mariadb;

import dev.coffer.agent.host.Detached;
import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.host.ProcessTree;
import dev.coffer.agent.host.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The server process of one instance, whoever started it. */
final class ServerProcess {
  private final Programs programs;
  private final EngineUser user;
  private final InstanceFiles files;

  ServerProcess(Programs programs, EngineUser user, InstanceFiles files) {
    this.programs = programs;
    this.user = user;
    this.files = files;
  }

  ProcessHandle launch(Settings settings, ServerOptions more) throws IOException {
    // One that a crash left may belong to another user, and then no server could write its own.
    Files.deleteIfExists(files.pid());
    var line = new ArrayList<>(commandLine(settings));
    line.addAll(more.options());
    return Detached.start(line, files.data(), files.log(), more.environment());
  }

  /** The process that serves this data directory: a pid alone may have been given to another. */
  Optional<ProcessHandle> find() throws IOException {
    try {
      long pid = Long.parseLong(Files.readString(files.pid()).strip());
      return ProcessHandle.of(pid).filter(this::isOurs);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (NumberFormatException halfWritten) {
      return Optional.empty();
    }
  }

  /** Kills whatever serves this place, even where its files cannot be read any more. */
  void kill() {
    ProcessHandle.allProcesses().filter(this::isOurs).toList().forEach(ProcessTree::kill);
  }

  boolean answers(Settings settings) throws IOException {
    var address = InetAddress.getByName(settings.bindAddress());
    var reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    return Greeting.from(new InetSocketAddress(reachable, settings.port()));
  }

  private boolean isOurs(ProcessHandle process) {
    return process.info().arguments().stream()
        .flatMap(Arrays::stream)
        .anyMatch(dataDirectoryOption()::equals);
  }

  private List<String> commandLine(Settings settings) {
    var line = new ArrayList<String>();
    line.addAll(List.of(programs.server().toString(), "--no-defaults"));
    line.addAll(user.option());
    line.addAll(
        List.of(
            dataDirectoryOption(),
            "--tmpdir=" + files.temporary(),
            "--socket=" + InstanceFiles.SOCKET,
            "--pid-file=" + InstanceFiles.PID,
            "--bind-address=" + settings.bindAddress(),
            "--port=" + settings.port(),
            "--skip-name-resolve",
            // At the default of 2, each of our greetings would be logged as an aborted connection.
            "--log-warnings=1"));
    return line;
  }

  private String dataDirectoryOption() {
    return "--datadir=" + files.data();
  }
}
