package dev.coffer.agent.cage;

import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.Detached;
import dev.coffer.agent.host.LastWords;
import dev.coffer.agent.linux.ProcessStatus;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * What is written down of a server so that it is found again: its number, when it started and in
 * which run of the kernel. Until then the file that bubblewrap wrote stands for it, so that a crash
 * between the two leaves no server that is not found.
 */
final class ServerRecord {
  private static final String RECORD = ".server";
  private static final String INFO = ".starting";
  private static final Duration START = Duration.ofSeconds(30);
  private static final Pattern FIRST = Pattern.compile("\"child-pid\": (\\d+),?\\s[^}]*}");

  private final Path place;
  private final String role;
  private final boolean amongProcesses;

  ServerRecord(Path place, String role, boolean amongProcesses) {
    this.place = place;
    this.role = role;
    this.amongProcesses = amongProcesses;
  }

  CagedServer launch(CageLine line, Command command, Path log) throws IOException {
    if (find().isPresent()) {
      throw new IOException("the server %s of %s runs already".formatted(role, place));
    }
    Files.deleteIfExists(info());
    var shell =
        Detached.start(line.ofServer(command, info()), Path.of("/"), log, command.environment());
    Optional<CagedServer> server =
        Confinement.here() == Confinement.NONE
            ? ProcessStatus.of(shell.pid()).map(CagedServer::new)
            : await(shell);
    if (server.isEmpty()) {
      throw new IOException("%s did not start: %s".formatted(command.program(), LastWords.of(log)));
    }
    write(server.get().first());
    return server.get();
  }

  private Optional<CagedServer> await(ProcessHandle shell) throws IOException {
    var found = new ArrayList<CagedServer>(1);
    Await.until(
        START,
        () -> {
          boolean ended = !shell.isAlive();
          starting().filter(server -> server.pid().isPresent()).ifPresent(found::add);
          return ended || !found.isEmpty();
        });
    return found.stream().findFirst();
  }

  Optional<CagedServer> find() throws IOException {
    Optional<CagedServer> recorded = recorded();
    if (recorded.isEmpty()) {
      recorded = starting();
      if (recorded.isPresent()) {
        write(recorded.get().first());
      }
    }
    return recorded;
  }

  private Optional<CagedServer> recorded() throws IOException {
    if (!Files.exists(file())) {
      return Optional.empty();
    }
    var record = new Properties();
    try (var in = Files.newInputStream(file())) {
      record.load(in);
    }
    return ProcessStatus.boot().equals(record.getProperty("boot"))
        ? ProcessStatus.of(Long.parseLong(record.getProperty("pid", "0")))
            .filter(status -> record.getProperty("started", "").equals("" + status.started()))
            .map(CagedServer::new)
        : Optional.empty();
  }

  private Optional<CagedServer> starting() throws IOException {
    if (!Files.exists(info())) {
      return Optional.empty();
    }
    var first = FIRST.matcher(Files.readString(info()));
    return first.find()
        ? ProcessStatus.of(Long.parseLong(first.group(1)))
            .filter(amongProcesses ? ServerRecord::isInCage : ServerRecord::isFirstOfCage)
            .map(CagedServer::new)
        : Optional.empty();
  }

  private static boolean isFirstOfCage(ProcessStatus status) {
    try {
      return status.user() == Uids.ourselves().user() && status.innerPid() == 1;
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static boolean isInCage(ProcessStatus status) {
    return ProcessHandle.of(status.pid())
        .flatMap(ProcessHandle::parent)
        .flatMap(parent -> parent.info().command())
        .filter(Confinement.BUBBLEWRAP.toString()::equals)
        .isPresent();
  }

  private void write(ProcessStatus first) throws IOException {
    var record = new Properties();
    record.setProperty("pid", Long.toString(first.pid()));
    record.setProperty("started", Long.toString(first.started()));
    record.setProperty("boot", ProcessStatus.boot());
    try (var upload = new DirectoryStore(place).begin(role + RECORD)) {
      record.store(upload, null);
      upload.commit();
    }
    Files.deleteIfExists(info());
  }

  private Path file() {
    return place.resolve(role + RECORD);
  }

  private Path info() {
    return place.resolve(role + INFO);
  }

  /** Ends every server that was recorded in a place. */
  static void endAll(Path place) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(place, "*{" + RECORD + "," + INFO + "}")) {
      for (Path file : files) {
        var name = file.getFileName().toString();
        var server =
            new ServerRecord(place, name.substring(0, name.lastIndexOf('.')), false).find();
        if (server.isPresent()) {
          server.get().kill();
        }
      }
    }
  }
}
