package dev.coffer.agent.mariadb;

import dev.coffer.agent.FileKeys;
import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.cage.CagedTree;
import dev.coffer.agent.linux.ContainedFile;
import dev.coffer.agent.mariadb.restored.Examination;
import dev.coffer.agent.mariadb.restored.PrivateServer;
import dev.coffer.agent.mariadb.restored.SystemVariables;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A data directory that no server serves yet. What fills it came from a server that a tenant rules,
 * so every program that works in it runs in the cage, and what it says of options is read as text.
 */
public final class DataDirectory {
  private static final Path BACKUP_OPTIONS = Path.of("backup-my.cnf");
  private static final int OPTIONS_LENGTH = 1 << 20;

  /** Like everything in it, written and read by the cage's user alone. */
  private static final String PREPARE_OPTIONS = "coffer-prepare.cnf";

  /** Everything that a backup holds is unpacked beside each other. */
  private static final Set<String> PLACES =
      Set.of(
          "plugin_dir",
          "innodb_undo_directory",
          "innodb_log_group_home_dir",
          "innodb_data_home_dir",
          "aria_log_dir_path");

  private final Programs programs;
  private final Cage cage;
  private final Path path;
  private final ServerOptions encryption;

  DataDirectory(Programs programs, Cage cage, Path path, ServerOptions encryption) {
    this.programs = programs;
    this.cage = cage;
    this.path = path;
    this.encryption = encryption;
  }

  /** One that the cage's user owns, and that no instance has. */
  public static DataDirectory in(Programs programs, Cage cage, Path path) {
    return new DataDirectory(programs, cage, path, ServerOptions.PLAIN);
  }

  /** Fills it with the system tables of a new server. */
  void install() throws IOException {
    run(
        programs.install(),
        new byte[0],
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        // It would look this host's name up, and has no network to do so.
        "--force",
        "--skip-name-resolve");
  }

  /** A child that unpacks what is written to it. */
  public Child unpack() throws IOException {
    return Child.start(inside(tool(programs.stream(), "-x", "-C", path.toString())));
  }

  /** Makes unpacked files fit for a server: applies the redo log that came with them. */
  public void prepare() throws IOException {
    // Page size, undo and redo layout are those of the server the backup was taken from.
    var options = String.join("\n", encryption.vault().replaceIn(backupOptions())) + "\n";
    var tree = new CagedTree(cage, path);
    tree.write(PREPARE_OPTIONS, options.getBytes(StandardCharsets.UTF_8));
    try {
      applyLog();
    } finally {
      tree.remove(PREPARE_OPTIONS);
    }
  }

  private void applyLog() throws IOException {
    var command =
        tool(
                programs.backup(),
                "--defaults-file=" + path.resolve(PREPARE_OPTIONS),
                "--prepare",
                "--plugin-dir=" + programs.plugins(),
                "--target-dir=" + path)
            .with(encryption.environment());
    inside(command).run();
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
      new DataDirectory(programs, cage, path, ServerOptions.in(path, cage, keys)).prepare();
      return vault;
    }
  }

  /** The vaults of keys, each under the path in its address. */
  @FunctionalInterface
  public interface Vaults {
    /** The caller closes it. */
    FileKeys.Vault at(String path) throws IOException;
  }

  /** Directories, to load libraries from above all, are not for a backup to name. */
  private List<String> backupOptions() throws IOException {
    var text = ContainedFile.read(path, BACKUP_OPTIONS, OPTIONS_LENGTH);
    return new String(text, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !PLACES.contains(name(line)))
        .toList();
  }

  private static String name(String line) {
    return line.split("=", 2)[0].strip().replace('-', '_');
  }

  /**
   * Keeps what servers of these files are to be set to.
   *
   * @param settings absent where the backup's envelope does not say them
   */
  public void keep(@Nullable List<Envelope.Setting> settings) throws IOException {
    var variables = settings == null ? ofBackup() : SystemVariables.of(settings);
    new CagedTree(cage, path).write(SystemVariables.FILE, variables.text());
  }

  /** The format of the files alone. */
  private SystemVariables ofBackup() throws IOException {
    var told = new HashMap<String, String>();
    for (var line : backupOptions()) {
      told.put(name(line), line.substring(line.indexOf('=') + 1));
    }
    return SystemVariables.of(told);
  }

  /**
   * A server that has these files to itself, to look at them. The caller closes it, and shuts it
   * down before where the files are to be used.
   */
  public Examination examine() throws IOException {
    var variables = SystemVariables.in(path);
    var options = new ArrayList<>(PrivateServer.options());
    options.addAll(variables.options());
    options.add("--plugin-dir=" + programs.plugins());
    options.addAll(encryption.options());
    var server = inside(onFiles(programs.server(), options));
    var client = inside(PrivateServer.client(programs.client()).in(path));
    return new Examination(PrivateServer.start(server, client, path), variables);
  }

  void setAccounts(Accounts accounts) throws IOException {
    var options = new ArrayList<>(List.of("--bootstrap", "--silent-startup"));
    options.addAll(SystemVariables.in(path).formatOptions());
    options.add("--plugin-dir=" + programs.plugins());
    options.addAll(encryption.options());
    run(programs.server(), accounts.statements(), options.toArray(String[]::new));
  }

  private void run(Path program, byte[] input, String... options) throws IOException {
    inside(onFiles(program, List.of(options))).run(input);
  }

  private Command onFiles(Path program, List<String> options) {
    var all = new ArrayList<String>();
    all.add("--no-defaults");
    all.add("--datadir=" + path);
    // Every server that starts clears the temporary directory of all servers' leftovers.
    all.add("--tmpdir=" + path);
    all.addAll(options);
    return tool(program, all.toArray(String[]::new)).with(encryption.environment());
  }

  private Command tool(Path program, String... options) {
    return Command.of(program, options).in(path);
  }

  private Command inside(Command command) {
    var given = cage.writing(path);
    var certificates =
        encryption
            .vault()
            .certificates()
            .filter(file -> !file.startsWith(path))
            .map(given::reading)
            .orElse(given);
    return (encryption.needNetwork() ? certificates : certificates.withoutNetwork())
        .inside(command);
  }
}
