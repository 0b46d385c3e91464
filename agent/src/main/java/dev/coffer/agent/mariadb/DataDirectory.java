package dev.coffer.agent.mariadb;

import dev.coffer.agent.FileKeys;
import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    Path options = backupOptions();
    encryption.vault().replaceIn(options);
    var layout = "--defaults-file=" + options;
    toolCommand(programs.backup(), layout, "--prepare", "--target-dir=" + path)
        .with(encryption.environment())
        .run();
  }

  /**
   * The same, where the files' keys are to be had from another place than the backup says. Returns
   * the vault that they are from, if the files are encrypted.
   */
  public Optional<String> prepareWith(Vaults vaults) throws IOException {
    Optional<String> vault = VaultOptions.path(backupOptions());
    if (vault.isEmpty()) {
      prepare();
      return vault;
    }
    try (FileKeys.Vault keys = vaults.at(vault.get())) {
      new DataDirectory(programs, user, path, ServerOptions.of(keys, path)).prepare();
      return vault;
    }
  }

  /** Whoever has the keys of a vault, which the path in the vault's address names. */
  @FunctionalInterface
  public interface Vaults {
    /** The caller closes it. */
    FileKeys.Vault at(String path) throws IOException;
  }

  private Path backupOptions() {
    return path.resolve("backup-my.cnf");
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
