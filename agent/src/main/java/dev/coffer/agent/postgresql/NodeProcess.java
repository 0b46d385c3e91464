package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.Detached;
import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.host.ProcessTree;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The server process of one place, whoever started it. */
final class NodeProcess {
  private static final Path ROOT = Path.of("/");
  private static final Path PROCESSES = Path.of("/proc");
  private static final Duration ORPHANS_END = Duration.ofSeconds(30);

  private final Programs programs;
  private final EngineUser user;
  private final Place place;

  NodeProcess(Programs programs, EngineUser user, Place place) {
    this.programs = programs;
    this.user = user;
    this.place = place;
  }

  ProcessHandle launch(StartOptions options) throws IOException {
    awaitOrphans();
    return Detached.start(commandLine(options), place.data(), place.log());
  }

  /** The process that serves this data directory: a pid alone may have been given to another. */
  Optional<ProcessHandle> find() throws IOException {
    try {
      var lines = Files.readAllLines(place.pid());
      return lines.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(this::servesHere);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (NumberFormatException halfWritten) {
      return Optional.empty();
    }
  }

  /** Shuts it down at once but cleanly: those who are connected are cut off. */
  void stop(ProcessHandle server, Duration limit) throws IOException {
    var line = new ArrayList<>(user.become());
    line.addAll(
        List.of(
            programs.control().toString(),
            "stop",
            "--pgdata=" + place.data(),
            "--mode=fast",
            // It would look ten times a second, and what stops here may have others waiting.
            "--no-wait",
            "--silent"));
    new Command(line, ROOT).run();
    if (!Await.until(limit, () -> !server.isAlive())) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE, "the server in %s does not stop".formatted(place.data()));
    }
  }

  /** Kills whatever serves this place, even where its files cannot be read any more. */
  void kill() throws IOException {
    ProcessHandle.allProcesses().filter(this::isOurs).toList().forEach(ProcessTree::kill);
    awaitOrphans();
  }

  /**
   * The processes of a server that was killed end by themselves, and hold its memory until then.
   * Fails where they do not: a second server beside them would ruin the data.
   */
  void awaitOrphans() throws IOException {
    if (!Await.until(ORPHANS_END, () -> !isAnyoneInside())) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE,
          "processes of a former server in %s do not end".formatted(place.data()));
    }
  }

  boolean answers(Settings settings) throws IOException {
    try {
      Command.of(
              programs.probe(),
              "--host=" + reachable(settings.bindAddress()),
              "--port=" + settings.port(),
              "--timeout=2",
              "--quiet")
          .run();
      return true;
    } catch (ProcessFailed silent) {
      return false;
    }
  }

  /** The address at which this host reaches what listens on the other. */
  static String reachable(String bindAddress) throws IOException {
    var address = InetAddress.getByName(bindAddress);
    var reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    return reachable.getHostAddress();
  }

  /** Those of its file's pid; somebody else's server need not have been told where to work. */
  private boolean servesHere(ProcessHandle process) {
    return isOurs(process) || worksIn(PROCESSES.resolve(Long.toString(process.pid())));
  }

  /** Whether a server works here, or what is left of one. */
  boolean isAnyoneInside() throws IOException {
    try (var processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        if (worksIn(process)) {
          return true;
        }
      }
      return false;
    }
  }

  // An operator's shell may stand in the directory too, and does nothing there.
  private boolean worksIn(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).equals(place.data())
          && isServer(Files.readSymbolicLink(process.resolve("exe")));
    } catch (IOException goneOrAnothers) {
      return false;
    }
  }

  // Of whatever installation, and also where its file has been replaced ("postgres (deleted)").
  private boolean isServer(Path program) {
    return program.getFileName().toString().startsWith(programs.server().getFileName().toString());
  }

  private boolean isOurs(ProcessHandle process) {
    return process.info().arguments().stream()
        .flatMap(Arrays::stream)
        .anyMatch(place.data().toString()::equals);
  }

  private List<String> commandLine(StartOptions options) {
    var line = new ArrayList<>(user.become());
    line.addAll(List.of(programs.server().toString(), "-D", place.data().toString()));
    line.addAll(options.line());
    return line;
  }
}
