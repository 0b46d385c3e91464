package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The programs of one major version of PostgreSQL that the distribution installed. */
public record Programs(int major) {
  /** A terminal of ours would be asked for a password; a session without one asks the pipe. */
  public static final List<String> WITHOUT_TERMINAL = List.of("/usr/bin/setsid", "--wait");

  private static final Path ROOT = Path.of("/usr/lib/postgresql");
  private static final int OLDEST = 15;
  private static final Pattern MAJOR = Pattern.compile("\\d{1,4}");
  private static final Pattern VERSION = Pattern.compile("\\b(\\d+)\\.\\d+\\b");

  /** Those of the newest version there is. */
  public static Programs newest() throws IOException {
    return installed().orElseThrow(() -> missing(OLDEST));
  }

  /** Those that a node of the version needs, which are no others: formats differ by major. */
  public static Programs of(String version) {
    var matcher = VERSION.matcher(version);
    if (!matcher.find()) {
      throw new IllegalArgumentException("not a version of PostgreSQL: " + version);
    }
    var programs = new Programs(Integer.parseInt(matcher.group(1)));
    if (!Files.isExecutable(programs.server())) {
      throw missing(programs.major());
    }
    return programs;
  }

  private static Optional<Programs> installed() throws IOException {
    if (!Files.isDirectory(ROOT)) {
      return Optional.empty();
    }
    try (var versions = Files.list(ROOT)) {
      return versions
          .map(directory -> directory.getFileName().toString())
          .filter(name -> MAJOR.matcher(name).matches())
          .map(name -> new Programs(Integer.parseInt(name)))
          .filter(programs -> programs.major() >= OLDEST)
          .filter(programs -> Files.isExecutable(programs.server()))
          .max(Comparator.comparingInt(Programs::major));
    }
  }

  public Path server() {
    return program("postgres");
  }

  Path initialise() {
    return program("initdb");
  }

  Path control() {
    return program("pg_ctl");
  }

  Path controlData() {
    return program("pg_controldata");
  }

  public Path baseBackup() {
    return program("pg_basebackup");
  }

  Path probe() {
    return program("pg_isready");
  }

  /** The whole version, such as 15.18. */
  public String version() throws IOException {
    var words = new StringBuilder();
    Command.of(server(), "--version").run(line -> words.append(line).append('\n'));
    var matcher = VERSION.matcher(words);
    if (!matcher.find()) {
      throw new IOException(server() + " does not tell a version of PostgreSQL: " + words);
    }
    return matcher.group();
  }

  private Path program(String name) {
    return ROOT.resolve(Integer.toString(major)).resolve("bin").resolve(name);
  }

  private static AgentFailure missing(int major) {
    return new AgentFailure(
        Reason.PROGRAM_MISSING,
        "PostgreSQL %d is not installed; run: apt-get install postgresql-%d"
            .formatted(major, major));
  }
}
