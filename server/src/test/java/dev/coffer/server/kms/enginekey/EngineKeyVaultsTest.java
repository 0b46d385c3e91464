package dev.coffer.server.kms.enginekey;

import static dev.coffer.server.kms.Fixture.OTHER_PROJECT;
import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.refused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.kms.Fixture;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.store.ControlDatabaseContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@ControlDatabaseContract
class EngineKeyVaultsTest {
  private static final OptionalInt LAST = OptionalInt.empty();

  @TempDir private Path directory;
  private Fixture fixture;
  private MasterKey key;
  private EngineKeyVault.Issued issued;

  @BeforeEach
  void open() {
    fixture = new Fixture(directory);
    key = fixture.key("of-files");
    issued = vaults().create(PROJECT, "orders", new KeyAlias("of-files"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private EngineKeyVaults vaults() {
    return fixture.kms().vaults();
  }

  private EngineKeyVault vault() {
    return vaults().enter(issued.vault().id(), issued.token());
  }

  private boolean isSame(EngineKeys.Key one, EngineKeys.Key other) {
    try (one;
        other) {
      return one.bytes().matches(other.bytes());
    }
  }

  @Test
  void givesTheSameKeyAgainAlsoAfterARestart() {
    EngineKeys.Key before = vaults().key(vault(), 1, LAST);
    fixture.restart();
    assertThat(before.bytes().length()).isEqualTo(32);
    assertThat(isSame(before, vaults().key(vault(), 1, LAST))).isTrue();
  }

  @Test
  void givesAnotherKeyForEachNumberAndEachVault() {
    EngineKeyVault other = vaults().create(PROJECT, "other", key.keyId()).vault();
    assertThat(isSame(vaults().key(vault(), 1, LAST), vaults().key(vault(), 2, LAST))).isFalse();
    assertThat(isSame(vaults().key(vault(), 1, LAST), vaults().key(other, 1, LAST))).isFalse();
  }

  @Test
  void givesANewVersionAfterARotationAndTheOldOneStill() {
    EngineKeys.Key first = vaults().key(vault(), 1, LAST);
    fixture.kms().rotations().rotate(PROJECT, key.keyId());
    EngineKeys.Key second = vaults().key(vault(), 1, LAST);
    assertThat(second.version()).isEqualTo(2);
    assertThat(isSame(vaults().key(vault(), 1, OptionalInt.of(2)), second)).isTrue();
    EngineKeys.Key old = vaults().key(vault(), 1, OptionalInt.of(1));
    assertThat(isSame(vaults().key(vault(), 1, LAST), vaults().key(vault(), 1, OptionalInt.of(1))))
        .isFalse();
    assertThat(isSame(first, old)).isTrue();
    refused(() -> vaults().key(vault(), 1, OptionalInt.of(3)), Failure.KMS_0207);
  }

  @Test
  void givesNothingWhileItsMasterKeyCannotBeUsed() {
    fixture.keys().disable(PROJECT, key.keyId());
    refused(() -> vaults().key(vault(), 1, LAST), Failure.KMS_0209);
    fixture.keys().enable(PROJECT, key.keyId());
    vaults().key(vault(), 1, LAST).close();
    fixture.keys().scheduleDeletion(PROJECT, key.keyId(), 7);
    refused(() -> vaults().key(vault(), 1, LAST), Failure.KMS_0210);
    fixture.pass(Duration.ofDays(7));
    fixture.kms().runMaintenance();
    refused(() -> vaults().key(vault(), 1, LAST), Failure.KMS_0207);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "token"})
  void letsNobodyInWithoutItsToken(String token) {
    refused(() -> vaults().enter(issued.vault().id(), token), Failure.APIGW_0301);
  }

  @Test
  void doesNotTellAVaultThatIsNotThereFromAWrongToken() {
    refused(() -> vaults().enter("0".repeat(32), issued.token()), Failure.APIGW_0301);
    refused(() -> vaults().enter("0".repeat(32), ""), Failure.APIGW_0301);
    EngineKeyVault.Issued other = vaults().create(PROJECT, "other", key.keyId());
    refused(() -> vaults().enter(issued.vault().id(), other.token()), Failure.APIGW_0301);
  }

  @Test
  void isDeletedByItsProjectAlone() {
    refused(() -> vaults().delete(OTHER_PROJECT, issued.vault().id()), Failure.KMS_0308);
    assertThat(vaults().list(OTHER_PROJECT)).isEmpty();
    assertThat(vaults().list(PROJECT)).containsExactly(issued.vault());
    vaults().delete(PROJECT, issued.vault().id());
    refused(() -> vaults().enter(issued.vault().id(), issued.token()), Failure.APIGW_0301);
    assertThat(vaults().list(PROJECT)).isEmpty();
  }

  @Test
  void isOnlyMadeUnderAnAesKeyThatCanBeUsed() {
    refused(
        () -> vaults().create(PROJECT, "sm4", fixture.key("sm4", KeySpec.SM4).keyId()),
        Failure.KMS_0308);
    refused(() -> vaults().create(PROJECT, "a b", key.keyId()), Failure.KMS_0308);
    refused(() -> vaults().create(OTHER_PROJECT, "foreign", key.keyId()), Failure.KMS_0207);
    fixture.keys().disable(PROJECT, key.keyId());
    refused(() -> vaults().create(PROJECT, "disabled", key.keyId()), Failure.KMS_0209);
  }

  @Test
  void keepsItsTokenOffTheDisk() throws Exception {
    try (Stream<Path> entries = Files.list(directory)) {
      assertThat(entries.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file, ISO_8859_1)).doesNotContain(issued.token()));
    }
    assertThat(issued.toString()).doesNotContain(issued.token());
  }
}
