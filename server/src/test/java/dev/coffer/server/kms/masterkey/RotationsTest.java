package dev.coffer.server.kms.masterkey;

import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.kms.Fixture;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.store.ControlDatabaseContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ControlDatabaseContract
class RotationsTest {
  @TempDir Path directory;
  private Fixture fixture;
  private MasterKey key;

  @BeforeEach
  void open() {
    fixture = new Fixture(directory);
    key = fixture.key("k");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Rotations rotations() {
    return fixture.kms().rotations();
  }

  @Test
  void happenOnTheDayAndNotBeforeAndOldVersionsOpen() {
    byte[] first = wrapped(1);
    rotations().enable(PROJECT, new KeyAlias("k"));
    rotations().setInterval(PROJECT, new KeyAlias("k"), 30);
    fixture.pass(Duration.ofDays(30).minusMillis(1));
    assertThat(rotations().rotateDue()).isZero();
    fixture.pass(Duration.ofMillis(1));
    assertThat(rotations().rotateDue()).isOne();
    assertThat(rotations().rotateDue()).isZero();
    byte[] second = wrapped(2);
    assertThat(rotations().status(PROJECT, new KeyAlias("k")))
        .isEqualTo(
            new Rotations.Status(
                java.util.Optional.of(30), java.util.Optional.of(fixture.now()), 1));

    fixture.pass(Duration.ofDays(30));
    fixture.restart();
    assertThat(rotations().rotateDue()).isOne();
    wrapped(3);
    fixture.unwrap(first).close();
    fixture.unwrap(second).close();
  }

  private byte[] wrapped(int version) {
    try (DataKey dataKey = fixture.create(new KeyAlias("k"), 32)) {
      assertThat(dataKey.wrapped().keyVersion()).isEqualTo(version);
      return dataKey.wrapped().ciphertext();
    }
  }

  @Test
  void countFromTheMomentTheyAreEnabled() {
    fixture.pass(Duration.ofDays(4000));
    rotations().enable(PROJECT, new KeyAlias("k"));
    assertThat(fixture.keys().describe(PROJECT, new KeyAlias("k")).rotation())
        .hasValueSatisfying(rotation -> assertThat(rotation.days()).isEqualTo(365));
    assertThat(rotations().rotateDue()).isZero();
    fixture.pass(Duration.ofDays(365));
    assertThat(rotations().rotateDue()).isOne();
  }

  @Test
  void passOverKeysThatAreNotEnabledOrNoLongerRotate() {
    rotations().enable(PROJECT, new KeyAlias("k"));
    fixture.keys().disable(PROJECT, new KeyAlias("k"));
    fixture.pass(Duration.ofDays(400));
    assertThat(rotations().rotateDue()).isZero();
    fixture.keys().enable(PROJECT, new KeyAlias("k"));
    rotations().disable(PROJECT, new KeyAlias("k"));
    assertThat(rotations().rotateDue()).isZero();
    assertThat(rotations().status(PROJECT, key.keyId()).days()).isEmpty();
  }

  @Test
  void areRefusedWhereTheyMakeNoSense() {
    refused(() -> rotations().disable(PROJECT, new KeyAlias("k")), Failure.KMS_0313);
    refused(() -> rotations().setInterval(PROJECT, new KeyAlias("k"), 30), Failure.KMS_0313);
    rotations().enable(PROJECT, new KeyAlias("k"));
    refused(() -> rotations().enable(PROJECT, new KeyAlias("k")), Failure.KMS_0308);
    refused(() -> rotations().setInterval(PROJECT, new KeyAlias("k"), 29), Failure.KMS_0308);
    refused(() -> rotations().setInterval(PROJECT, new KeyAlias("k"), 366), Failure.KMS_0308);
    fixture.key("pair", KeySpec.EC_P256);
    refused(() -> rotations().enable(PROJECT, new KeyAlias("pair")), Failure.KMS_0308);
    fixture.external("brought", KeySpec.AES_256);
    refused(() -> rotations().enable(PROJECT, new KeyAlias("brought")), Failure.KMS_0312);
    MasterKey ours =
        fixture
            .keys()
            .defaultKey(new MasterKey.Owner(PROJECT, new DomainId("d".repeat(32)), "0"), "dws");
    refused(() -> rotations().enable(PROJECT, ours.keyId()), Failure.KMS_0211);
  }
}
