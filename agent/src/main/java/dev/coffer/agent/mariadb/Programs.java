package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The programs of MariaDB that the distribution installed. */
public record Programs(Path server, Path install, Path client, Path backup, Path stream) {
  private static final List<Path> DIRECTORIES =
      List.of(
          Path.of("/usr/bin"),
          Path.of("/usr/sbin"),
          Path.of("/usr/local/bin"),
          Path.of("/usr/local/sbin"));
  private static final List<Path> PLUGINS =
      List.of(
          Path.of("/usr/lib/mysql/plugin"),
          Path.of("/usr/lib64/mysql/plugin"),
          Path.of("/usr/lib64/mariadb/plugin"),
          Path.of("/usr/local/lib/mysql/plugin"));
  private static final Pattern VERSION = Pattern.compile("\\b(\\d+\\.\\d+)\\.\\d+-MariaDB\\S*");

  public static Programs find() {
    return new Programs(
        find("mariadbd", "mariadb-server"),
        find("mariadb-install-db", "mariadb-server"),
        find("mariadb", "mariadb-client"),
        find("mariadb-backup", "mariadb-backup"),
        find("mbstream", "mariadb-backup"));
  }

  /** The directory that plugins are loaded from, whatever a server or a backup says. */
  Path plugins() {
    return PLUGINS.stream()
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(() -> missing("a directory of plugins", "mariadb-server"));
  }

  public String serverVersion() throws IOException {
    return version(server);
  }

  public String backupVersion() throws IOException {
    return version(backup);
  }

  /** The part of a version that server and tools must share, such as 10.11. */
  static String series(String version) {
    var matcher = VERSION.matcher(version);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static String version(Path program) throws IOException {
    var words = new StringBuilder();
    Command.of(program, "--version").run(line -> words.append(line).append('\n'));
    var matcher = VERSION.matcher(words);
    if (!matcher.find()) {
      throw new IOException(program + " does not tell a version of MariaDB: " + words);
    }
    return matcher.group();
  }

  private static Path find(String name, String debianPackage) {
    return DIRECTORIES.stream()
        .map(directory -> directory.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> missing(name, debianPackage));
  }

  private static AgentFailure missing(String name, String debianPackage) {
    return new AgentFailure(
        Reason.PROGRAM_MISSING,
        "%s is not installed; run: apt-get install %s".formatted(name, debianPackage));
  }
}
