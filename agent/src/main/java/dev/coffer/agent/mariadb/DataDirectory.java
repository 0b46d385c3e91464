package dev.coffer.agent.mariadb;

import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.process.Child;
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
  private final ServerOptions encryption;

  DataDirectory(Programs programs, EngineUser user, Path path, ServerOptions encryption) {
    this.programs = programs;
    this.user = user;
    this.path = path;
    this.encryption = encryption;
  }

  /** One that belongs to ourselves. */
  public static DataDirectory ours(Programs programs, Path path) {
    return new DataDirectory(programs, EngineUser.ourselves(), path, ServerOptions.PLAIN);
  }

  /** Fills it with the system tables of a new server. */
  void install() throws IOException {
    run(
        programs.install(),
        new byte[0],
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve");
  }

  /** A child that unpacks what is written to it. */
  public Child unpack() throws IOException {
    return Child.start(toolCommand(programs.stream(), "-x", "-C", path.toString()));
  }

  /** Makes unpacked files fit for a server: applies the redo log that came with them. */
  public void prepare() throws IOException {
    // Page size, undo and redo layout are those of the server the backup was taken from.
    Path options = path.resolve("backup-my.cnf");
    encryption.renewAddress(options);
    var layout = "--defaults-file=" + options;
    toolCommand(programs.backup(), layout, "--prepare", "--target-dir=" + path)
        .with(encryption.environment())
        .run();
  }

  public void delete() throws IOException {
    DeleteTree.at(path);
  }

  private Command toolCommand(Path program, String... options) {
    var line = new ArrayList<>(user.become());
    line.add(program.toString());
    line.addAll(List.of(options));
    return new Command(line, path);
  }

  void setAccounts(Accounts accounts) throws IOException {
    var options = new ArrayList<>(List.of("--bootstrap", "--silent-startup"));
    options.addAll(encryption.options());
    run(programs.server(), accounts.statements(), options.toArray(String[]::new));
  }

  private void run(Path program, byte[] input, String... options) throws IOException {
    var line = new ArrayList<String>();
    line.addAll(List.of(program.toString(), "--no-defaults"));
    line.addAll(user.option());
    line.add("--datadir=" + path);
    // Every server that starts clears the temporary directory of all servers' leftovers.
    line.add("--tmpdir=" + path);
    line.addAll(List.of(options));
    new Command(line, path).with(encryption.environment()).run(input);
  }
}
