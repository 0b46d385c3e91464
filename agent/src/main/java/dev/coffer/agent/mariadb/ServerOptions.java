package dev.coffer.agent.mariadb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.agent.FileKeys;
import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.cage.CagedTree;
import dev.coffer.agent.process.SecretEnvironment;
import dev.coffer.crypto.secret.SecretAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server that encrypts its own files is started with: everything that it writes is encrypted
 * under keys that MariaDB's plugin gets over Vault's API. Once it has a key it keeps it until it
 * ends, so that a server that runs needs no key server. One whose files lie on a volume needs
 * nothing.
 */
record ServerOptions(VaultOptions vault, List<String> encryption, SecretEnvironment environment) {
  static final ServerOptions PLAIN =
      new ServerOptions(VaultOptions.NONE, List.of(), SecretEnvironment.NONE);

  private static final String CERTIFICATES = "vault-ca.pem";

  private static final List<String> ENCRYPTION =
      List.of(
          "--plugin-load-add=" + VaultOptions.PLUGIN,
          // The longest that it takes, some 24 days: milliseconds in 31 bits.
          "--" + VaultOptions.PLUGIN + "_cache_timeout=2147483647",
          "--innodb-encrypt-tables=FORCE",
          "--innodb-encrypt-log=ON",
          "--innodb-encrypt-temporary-tables=ON",
          "--innodb-encryption-threads=2",
          "--encrypt-binlog=ON",
          "--encrypt-tmp-files=ON",
          "--encrypt-tmp-disk-tables=ON",
          "--aria-encrypt-tables=ON",
          // The other engines keep rows, or a log of them, in the clear.
          "--enforce-storage-engine=InnoDB");

  ServerOptions {
    encryption = List.copyOf(encryption);
  }

  static ServerOptions of(FileKeys keys, InstanceFiles files) throws IOException {
    Optional<FileKeys.Vault> found = files.isSealed() ? Optional.empty() : keys.vault(files.id());
    if (found.isEmpty()) {
      return PLAIN;
    }
    try (FileKeys.Vault vault = found.get()) {
      return of(vault, files.directory());
    }
  }

  /** The directory, which is ours, has what the vault's server proves itself by. */
  private static ServerOptions of(FileKeys.Vault vault, Path directory) throws IOException {
    return of(
        vault,
        directory.resolve(CERTIFICATES),
        (file, text) -> {
          Files.write(file, text);
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        });
  }

  /** The same in a directory that a cage's user owns: it is the one who writes there. */
  static ServerOptions in(Path directory, Cage cage, FileKeys.Vault vault) throws IOException {
    return of(
        vault,
        directory.resolve(CERTIFICATES),
        (_, text) -> new CagedTree(cage, directory).write(CERTIFICATES, text));
  }

  private interface Writing {
    void write(Path file, byte[] text) throws IOException;
  }

  private static ServerOptions of(FileKeys.Vault vault, Path certificates, Writing writing)
      throws IOException {
    // The engine's user need not be able to read the server's own file of certificates.
    var text = vault.certificates();
    if (text.isPresent()) {
      writing.write(certificates, text.get().getBytes(US_ASCII));
    }
    var options = new VaultOptions(Optional.of(vault.address()), text.map(_ -> certificates));
    return new ServerOptions(options, ENCRYPTION, token(vault));
  }

  private static SecretEnvironment token(FileKeys.Vault vault) {
    return new SecretEnvironment(
        Map.of(
            "VAULT_TOKEN",
            vault
                .token()
                .open(SecretAccess.revealingSecrets(), bytes -> new String(bytes, US_ASCII))));
  }

  /** Whether a program with these speaks to a vault. */
  boolean needNetwork() {
    return vault.address().isPresent();
  }

  List<String> options() {
    var all = new ArrayList<>(encryption);
    vault.lines().forEach(line -> all.add("--" + line));
    return List.copyOf(all);
  }
}
