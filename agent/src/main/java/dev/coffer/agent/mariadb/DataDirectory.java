package dev.coffer.agent.mariadb;

import dev.coffer.agent.FileKeys;
import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.linux.ContainedFile;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A data directory that no server serves yet. What fills it came from a server that a tenant rules,
 * so every program that works in it runs in the cage, and what it says of options is read as text.
 */
public final class DataDirectory {
  private static final Path BACKUP_OPTIONS = Path.of("backup-my.cnf");
  private static final int OPTIONS_LENGTH = 1 << 20;

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
    Path options = path.resolveSibling(path.getFileName() + ".prepare.cnf");
    try {
      write(options, encryption.vault().replaceIn(backupOptions()));
      prepare(options);
    } finally {
      Files.deleteIfExists(options);
    }
  }

  private void prepare(Path options) throws IOException {
    var command =
        tool(
                programs.backup(),
                "--defaults-file=" + options,
                "--prepare",
                "--plugin-dir=" + programs.plugins(),
                "--target-dir=" + path)
            .with(encryption.environment());
    inside(command, options).run();
  }

  private static void write(Path options, List<String> lines) throws IOException {
    Files.write(options, lines);
    Files.setPosixFilePermissions(options, PosixFilePermissions.fromString("rw-r--r--"));
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
      new DataDirectory(programs, cage, path, ServerOptions.of(keys, path)).prepare();
      return vault;
    }
  }

  /** Whoever has the keys of a vault, which the path in the vault's address names. */
  @FunctionalInterface
  public interface Vaults {
    /** The caller closes it. */
    FileKeys.Vault at(String path) throws IOException;
  }

  /** A directory to load libraries from is not for a backup to name. */
  private List<String> backupOptions() throws IOException {
    var text = ContainedFile.read(path, BACKUP_OPTIONS, OPTIONS_LENGTH);
    return new String(text, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.replace('-', '_').strip().startsWith("plugin_dir"))
        .toList();
  }

  /**
   * A server that has these files to itself, to look at them. The caller closes it, and shuts it
   * down before where the files are to be used.
   */
  public Examination examine() throws IOException {
    var options = new ArrayList<>(PrivateServer.options());
    options.add("--plugin-dir=" + programs.plugins());
    options.addAll(encryption.options());
    var server = inside(onFiles(programs.server(), options));
    var client = inside(PrivateServer.client(programs.client()).in(path));
    return new Examination(PrivateServer.start(server, client, path));
  }

  void setAccounts(Accounts accounts) throws IOException {
    var options = new ArrayList<>(List.of("--bootstrap", "--silent-startup"));
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

  private Command inside(Command command, Path... readable) {
    var given = cage.writing(path).reading(readable);
    var certificates = encryption.vault().certificates().map(given::reading).orElse(given);
    return (encryption.needNetwork() ? certificates : certificates.withoutNetwork())
        .inside(command);
  }
}
