package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.linux.ContainedFile;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * In a place where another user may start a server too: it is what the place's own file says, and
 * one that we start is among the host's processes, so that each notices the other.
 */
public record ForeignPostmaster(NodeFiles files, Place place, Programs programs)
    implements Postmaster {
  private static final Path FILE = Path.of("postmaster.pid");
  private static final int LENGTH = 4096;
  private static final Duration ORPHANS_END = Duration.ofSeconds(30);

  /** The process that serves this data directory: a pid alone may have been given to another. */
  @Override
  public Optional<Running> find() throws IOException {
    try {
      return pid(place.data())
          .flatMap(ProcessHandle::of)
          .filter(this::servesHere)
          .map(Foreign::new);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /** What its file says; empty where that is half written. */
  public static Optional<Long> pid(Path data) throws IOException {
    var text = new String(ContainedFile.read(data, FILE, LENGTH), StandardCharsets.UTF_8);
    return text.lines()
        .findFirst()
        .map(String::strip)
        .filter(line -> line.matches("\\d{1,9}"))
        .map(Long::valueOf);
  }

  /** Another user's server need not have been told where to work. */
  private boolean servesHere(ProcessHandle process) {
    return process.info().arguments().stream()
            .flatMap(Arrays::stream)
            .anyMatch(place.data().toString()::equals)
        || ServersInDirectory.of(place.data()).stream().anyMatch(process::equals);
  }

  @Override
  public void prepare() throws IOException {
    files.beginLog(place);
    if (!Await.until(ORPHANS_END, () -> !isAnyoneInside())) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE,
          "processes of a former server in %s do not end".formatted(place.data()));
    }
  }

  @Override
  public Running launch(StartOptions options) throws IOException {
    var command = CagedPostmaster.command(programs, place, options);
    return CagedPostmaster.launch(files, place, command, Server.NODE);
  }

  @Override
  public void kill() throws IOException {
    var running = find();
    if (running.isPresent()) {
      running.get().kill();
    }
  }

  @Override
  public boolean isAnyoneInside() {
    return !ServersInDirectory.of(place.data()).isEmpty();
  }

  private final class Foreign implements Running {
    private final ProcessHandle process;

    Foreign(ProcessHandle process) {
      this.process = process;
    }

    @Override
    public boolean isAlive() {
      return process.isAlive();
    }

    @Override
    public void shutDown() throws IOException {
      var stop =
          Command.of(
              programs.control(),
              "stop",
              "--pgdata=" + place.data(),
              "--mode=fast",
              // It would look ten times a second, and what stops here may have others waiting.
              "--no-wait",
              "--silent");
      files.serverCage(place).inside(stop).run();
    }

    @Override
    public void kill() throws IOException {
      var all = ServersInDirectory.of(place.data());
      process.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
      prepare();
    }
  }
}
