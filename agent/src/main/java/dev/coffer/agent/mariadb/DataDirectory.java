package dev.coffer.agent.mariadb;

import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A data directory that no server serves yet. */
public final class DataDirectory {
  private final Programs programs;
  private final EngineUser user;
  private final Path path;

  DataDirectory(Programs programs, EngineUser user, Path path) {
    this.programs = programs;
    this.user = user;
    this.path = path;
  }

  public Path path() {
    return path;
  }

  /** Fills it with the system tables of a new server. */
  void install() throws IOException {
    user.own(path);
    run(
        programs.install(),
        new byte[0],
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve");
  }

  void setAccounts(Accounts accounts) throws IOException {
    run(programs.server(), accounts.statements(), "--bootstrap", "--silent-startup");
  }

  private void run(Path program, byte[] input, String... options) throws IOException {
    var line = new ArrayList<String>();
    line.addAll(List.of(program.toString(), "--no-defaults"));
    line.addAll(user.option());
    line.add("--datadir=" + path);
    line.addAll(List.of(options));
    new Command(line, path).run(input);
  }
}
