package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import dev.coffer.server.iam.policy.Duty;
import dev.coffer.server.wire.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks the whole table of operations: where duties are kept apart, each has its place. */
class DutyTableTest {
  /** Open to who is known, or to who proves something else: a password, the token of a vault. */
  private static final Set<String> FOR_EVERYONE =
      Set.of(
          "KeystoneCreateUserTokenByPassword",
          "KeystoneValidateToken",
          "KeystoneShowCatalog",
          "KeystoneListRegions",
          "KeystoneShowRegion",
          "KeystoneListServices",
          "KeystoneListEndpoints",
          "KeystoneListProjects",
          "KeystoneListAuthProjects",
          "KeystoneListAuthDomains",
          "KeystoneShowProject",
          "ShowProjectDetailsAndStatus",
          "KeystoneUpdateUserPassword",
          "CreateTemporaryAccessKeyByToken",
          "ShowVaultMount",
          "ShowVaultKey",
          "ShowVersions",
          "ShowVersion");

  @TempDir Path directory;

  @Test
  void everyOperationIsOfADutyOrIsEveryones() throws Exception {
    List<Operation<?>> operations = operations();
    List<String> open =
        operations.stream()
            .flatMap(operation -> operation.action().stream())
            .map(Operation.Action::name)
            .filter(action -> !Duty.isSettled(action))
            .distinct()
            .toList();
    assertThat(open).as("actions that no duty has: nobody could take them").isEmpty();
    assertThat(
            operations.stream()
                .filter(operation -> operation.action().isEmpty())
                .map(Operation::name))
        .containsExactlyInAnyOrderElementsOf(FOR_EVERYONE);
  }

  private List<Operation<?>> operations() throws Exception {
    // The engines' user has to pass through it.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    var config =
        new ServerConfig(
            directory.resolve("data"), "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true);
    try (CofferServer server = CofferServer.start(config)) {
      return server.operations();
    }
  }
}
