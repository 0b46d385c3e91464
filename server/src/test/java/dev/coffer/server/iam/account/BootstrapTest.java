package dev.coffer.server.iam.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.seal.SecretSeal;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.ControlDatabaseContract;
import dev.coffer.server.store.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ControlDatabaseContract
class BootstrapTest {
  @TempDir Path directory;
  private ControlDatabase database;
  private Iam iam;

  @BeforeEach
  void open() {
    database = TestDatabase.in(directory);
    var random = new SecureRandom();
    iam =
        Iam.open(
            database.jdbi(),
            new SecretSeal(SecretBytes.random(32, random), random),
            random,
            InstantSource.system(),
            false);
  }

  @AfterEach
  void close() {
    iam.close();
    database.close();
  }

  @Test
  void makesAnAccountInTheVendorsForms() {
    FirstAccount first = iam.bootstrap("cn-north-4", _ -> {}).orElseThrow();
    assertThat(first.domain().id().value()).matches("[0-9a-f]{32}");
    assertThat(first.project().id().value()).matches("[0-9a-f]{32}");
    assertThat(first.project().name()).isEqualTo("cn-north-4");
    assertThat(first.user().id().value()).matches("[0-9a-f]{32}");
    assertThat(first.accessKey().accessKey()).matches("[0-9A-Z]{20}");
    assertThat(first.accessKey().secretKey()).matches("[0-9A-Za-z]{40}");
    assertThat(iam.projects().list(first.domain().id())).containsExactly(first.project());
    assertThat(iam.domains().find(first.domain().id())).contains(first.domain());
    assertThat(iam.projects().find(first.project().id())).contains(first.project());
  }

  @Test
  void happensOnce() {
    assertThat(iam.bootstrap("cn-north-4", _ -> {})).isPresent();
    assertThat(iam.bootstrap("cn-north-4", _ -> {})).isEmpty();
  }

  @Test
  void leavesNothingBehindWhereTheSecretsCannotBeKept() {
    assertThatThrownBy(
            () ->
                iam.bootstrap(
                    "cn-north-4",
                    _ -> {
                      throw new IllegalStateException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(iam.bootstrap("cn-north-4", _ -> {})).isPresent();
  }
}
