package dev.coffer.agent.mariadb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.agent.FileKeys;
import dev.coffer.agent.process.SecretEnvironment;
import dev.coffer.crypto.secret.SecretAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server that encrypts its own files is started with: everything that it writes is encrypted
 * under keys that MariaDB's plugin gets over Vault's API. Once it has a key it keeps it until it
 * ends, so that a server that runs needs nobody.
 */
record ServerOptions(List<String> options, SecretEnvironment environment) {
  static final ServerOptions PLAIN = new ServerOptions(List.of(), SecretEnvironment.NONE);

  private static final String PLUGIN = "hashicorp_key_management";
  private static final String ADDRESS = PLUGIN + "_vault_url=";

  ServerOptions {
    options = List.copyOf(options);
  }

  static ServerOptions of(FileKeys keys, String instanceId) {
    Optional<FileKeys.Access> found = keys.of(instanceId);
    if (found.isEmpty()) {
      return PLAIN;
    }
    try (FileKeys.Access access = found.get()) {
      String token =
          access
              .token()
              .open(SecretAccess.revealingSecrets(), bytes -> new String(bytes, US_ASCII));
      return new ServerOptions(
          options(access.address().toString()),
          new SecretEnvironment(Map.of("VAULT_TOKEN", token)));
    }
  }

  private static List<String> options(String address) {
    return List.of(
        "--plugin-load-add=" + PLUGIN,
        "--" + ADDRESS + address,
        // The longest that it takes, some 24 days: milliseconds in 31 bits.
        "--" + PLUGIN + "_cache_timeout=2147483647",
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
  }

  /** The address that a backup's own options name may be one of long ago. */
  void renewAddress(Path backupOptions) throws IOException {
    Optional<String> present =
        options.stream().filter(option -> option.startsWith("--" + ADDRESS)).findFirst();
    if (present.isPresent()) {
      List<String> lines =
          Files.readAllLines(backupOptions).stream()
              .map(line -> line.startsWith(ADDRESS) ? present.get().substring(2) : line)
              .toList();
      Files.write(backupOptions, lines);
    }
  }
}
