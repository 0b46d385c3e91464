package dev.coffer.agent.mariadb;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where MariaDB's plugin gets keys, as its options say it: on a command line, and in the options
 * that a backup brings along, which may name a place of long ago.
 *
 * @param certificates the file of what the place proves itself by, where it speaks TLS
 */
record VaultOptions(Optional<URI> address, Optional<Path> certificates) {
  static final VaultOptions NONE = new VaultOptions(Optional.empty(), Optional.empty());
  static final String PLUGIN = "hashicorp_key_management";

  private static final String ADDRESS = PLUGIN + "_vault_url=";
  private static final String CERTIFICATES = PLUGIN + "_vault_ca=";

  List<String> lines() {
    var lines = new ArrayList<String>();
    address.ifPresent(present -> lines.add(ADDRESS + present));
    certificates.ifPresent(present -> lines.add(CERTIFICATES + present));
    return List.copyOf(lines);
  }

  /** The path at the address in a backup's options, such as {@code /v1/vault}. */
  static Optional<String> path(List<String> backupOptions) {
    return backupOptions.stream()
        .filter(line -> line.startsWith(ADDRESS))
        .map(line -> URI.create(line.substring(ADDRESS.length())).getPath())
        .findFirst();
  }

  /** A backup's options with these in the place of its own. */
  List<String> replaceIn(List<String> backupOptions) {
    if (address.isEmpty()) {
      return backupOptions;
    }
    var lines = new ArrayList<>(backupOptions);
    lines.removeIf(line -> line.startsWith(ADDRESS) || line.startsWith(CERTIFICATES));
    lines.addAll(lines());
    return List.copyOf(lines);
  }
}
