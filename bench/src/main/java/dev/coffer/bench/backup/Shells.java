package dev.coffer.bench.backup;

import dev.coffer.agent.mariadb.Programs;
import dev.coffer.bench.measure.Sample;
import dev.coffer.bench.measure.Shell;
import dev.coffer.bench.measure.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The same by a shell's pipeline. What it stores is brought to the disk before the turn ends: ours
 * does no less.
 */
final class Shells implements AutoCloseable {
  private static final String CAPTURE =
      "\"$1\" --defaults-file=\"$2\" --backup --stream=mbstream --datadir=\"$3\" | zstd -1 -q -c | ";
  private static final String OPENSSL =
      "openssl enc -aes-256-ctr -pbkdf2 -pass file:\"$4\" > \"$5\" && sync \"$5\"";
  private static final String GPG =
      "gpg --batch -q --homedir \"$6\" -c --cipher-algo AES256 -z 0 --pinentry-mode loopback"
          + " --passphrase-file \"$4\" > \"$5\" && sync \"$5\"";
  private static final String UNPACK =
      " | zstd -d -q -c | \"$1\" -x -C \"$2\""
          + " && \"$3\" --defaults-file=\"$2\"/backup-my.cnf --prepare --target-dir=\"$2\"";
  private static final String UNOPENSSL =
      "openssl enc -d -aes-256-ctr -pbkdf2 -pass file:\"$4\" < \"$5\"";
  private static final String UNGPG =
      "gpg --batch -q --homedir \"$6\" -d --pinentry-mode loopback --passphrase-file \"$4\""
          + " < \"$5\"";

  private final Programs programs = Programs.find();
  private final Workspace workspace;
  private final Shell shell;
  private final Source source;
  private final Path account;
  private final Path passphrase;
  private final Path gpgHome;

  Shells(Workspace workspace, Source source) throws IOException {
    this.workspace = workspace;
    this.shell = new Shell(workspace);
    this.source = source;
    this.account = source.account(workspace);
    this.passphrase = workspace.passphrase();
    this.gpgHome = Files.createDirectory(workspace.file("gnupg"));
    Files.setPosixFilePermissions(gpgHome, PosixFilePermissions.fromString("rwx------"));
  }

  /** Which program encrypts. */
  enum Tool {
    OPENSSL("zstd -1 | openssl enc -aes-256-ctr"),
    GPG("zstd -1 | gpg -c");

    private final String title;

    Tool(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  Sample backup(Tool tool, double amount) throws IOException {
    Files.deleteIfExists(stored(tool));
    String seal =
        switch (tool) {
          case OPENSSL -> OPENSSL;
          case GPG -> GPG;
        };
    return shell.time(
        amount,
        CAPTURE + seal,
        programs.backup(),
        account,
        source.dataDirectory(),
        passphrase,
        stored(tool),
        gpgHome);
  }

  /** Into a prepared directory, from the last backup. */
  Sample restore(Tool tool, double amount, Path target) throws IOException {
    String open =
        switch (tool) {
          case OPENSSL -> UNOPENSSL;
          case GPG -> UNGPG;
        };
    Files.createDirectory(target);
    return shell.time(
        amount,
        open + UNPACK,
        programs.stream(),
        target,
        programs.backup(),
        passphrase,
        stored(tool),
        gpgHome);
  }

  private Path stored(Tool tool) {
    return workspace.file("stored-" + tool.name());
  }

  @Override
  public void close() throws IOException {
    shell.run("gpgconf --homedir \"$1\" --kill gpg-agent", gpgHome);
  }
}
