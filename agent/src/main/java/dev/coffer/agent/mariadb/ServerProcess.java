package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.cage.CagedServer;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.mariadb.restored.SystemVariables;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The server process of one instance in its cage, also one that another agent started. */
final class ServerProcess {
  private static final String ROLE = "server";

  /** Tells which connection holds a lock that a backup waits for. */
  private static final String LOCKS = "metadata_lock_info";

  private final Programs programs;
  private final InstanceFiles files;

  ServerProcess(Programs programs, InstanceFiles files) {
    this.programs = programs;
    this.files = files;
  }

  CagedServer launch(Settings settings, ServerOptions more) throws IOException {
    UncagedServer.end(files);
    files.migrate();
    files.createPlaces();
    files.formerLimit().forget();
    var line = new ArrayList<>(commandLine(settings));
    line.addAll(SystemVariables.in(files.data()).options());
    line.addAll(more.options());
    var command = new Command(line, files.data(), more.environment());
    try {
      return cage(more).start(ROLE, command, files.log());
    } catch (IOException refused) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE, "instance " + files.id() + " did not start", refused);
    }
  }

  private Cage cage(ServerOptions more) throws IOException {
    var cage = files.cage().writing(files.places().toArray(Path[]::new));
    if (Files.exists(files.controlAccount())) {
      cage = cage.reading(files.controlAccount());
    }
    return more.vault().certificates().map(cage::reading).orElse(cage);
  }

  Optional<CagedServer> find() throws IOException {
    return files.cage().server(ROLE);
  }

  /** Kills whatever runs of this instance, even where its files cannot be read any more. */
  void kill() throws IOException {
    files.cage().end();
  }

  boolean answers(Settings settings) throws IOException {
    var address = InetAddress.getByName(settings.bindAddress());
    var reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    return Greeting.from(new InetSocketAddress(reachable, settings.port()));
  }

  private List<String> commandLine(Settings settings) {
    var line = new ArrayList<String>();
    line.addAll(List.of(programs.server().toString(), "--no-defaults"));
    line.addAll(
        List.of(
            UncagedServer.dataDirectoryOption(files),
            "--tmpdir=" + files.temporary(),
            "--socket=" + InstanceFiles.SOCKET,
            "--bind-address=" + settings.bindAddress(),
            "--port=" + settings.port(),
            "--skip-name-resolve",
            "--plugin-dir=" + programs.plugins(),
            "--secure-file-priv=" + files.exports(),
            "--local-infile=0",
            "--skip-symbolic-links",
            // At the default of 2, each of our greetings would be logged as an aborted connection.
            "--log-warnings=1"));
    if (Files.exists(programs.plugins().resolve(LOCKS + ".so"))) {
      line.add("--plugin-load-add=" + LOCKS);
    }
    if (Files.exists(files.controlAccount())) {
      line.add("--init-file=" + files.controlAccount());
    }
    return line;
  }
}
