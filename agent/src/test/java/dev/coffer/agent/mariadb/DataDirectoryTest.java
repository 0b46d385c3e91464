package dev.coffer.agent.mariadb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coffer.agent.FileKeys;
import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.cage.CagedTree;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the owner of a data directory, or the daemon that answers for it, can put in our way. */
@Tag("engine")
final class DataDirectoryTest {
  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\nplanted\n-----END CERTIFICATE-----\n";

  @TempDir private Path home;
  private Cage cage;
  private Path data;
  private Path precious;

  @BeforeEach
  void make() throws IOException {
    assumeThat(Confinement.here()).isEqualTo(Confinement.OWN_USER);
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    cage = Cages.in(home.resolve("agent")).of("one");
    data = home.resolve("data");
    precious = Files.writeString(home.resolve("precious"), "kept");
    var tree = new CagedTree(cage, data);
    tree.create();
    tree.write("backup-my.cnf", "[mysqld]\nserver_id=1\n".getBytes(UTF_8));
  }

  @Test
  void theOptionsOfPreparationAreWrittenThroughNoLink() throws IOException {
    for (var name : new String[] {"data.prepare.cnf", "data/coffer-prepare.cnf"}) {
      Files.createSymbolicLink(home.resolve(name), precious);
    }
    // There is no backup to prepare.
    assertThatThrownBy(() -> DataDirectory.in(Programs.find(), cage, data).prepare())
        .isInstanceOf(IOException.class);
    assertThat(precious).hasContent("kept");
  }

  @Test
  void whatTheVaultProvesItselfByIsWrittenThroughNoLink() throws IOException {
    Files.createSymbolicLink(data.resolve("vault-ca.pem"), precious);
    var token = SecretBytes.copyOf("hvs.token".getBytes(UTF_8));
    var vault =
        new FileKeys.Vault(URI.create("https://127.0.0.1:1/v1/keys"), token, Optional.of(PEM));
    try (vault) {
      new CagedTree(cage, data)
          .append(
              "backup-my.cnf",
              "hashicorp_key_management_vault_url=https://127.0.0.1:1/v1/keys\n".getBytes(UTF_8));
      assertThatThrownBy(
              () -> DataDirectory.in(Programs.find(), cage, data).prepareWith(_ -> vault))
          .isInstanceOf(IOException.class);
    }
    assertThat(precious).hasContent("kept");
  }
}
