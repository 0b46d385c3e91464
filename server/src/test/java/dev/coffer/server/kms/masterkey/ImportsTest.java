package dev.coffer.server.kms.masterkey;

import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.Fixture;
import dev.coffer.server.kms.algorithm.KeyPairKind;
import dev.coffer.server.kms.algorithm.PublicKeyEncryption;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.masterkey.Imports.Delivery;
import dev.coffer.server.kms.masterkey.Imports.Parameters;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.store.OnBothDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@OnBothDatabases
public class ImportsTest {
  private static final PublicKeyEncryption RSA = PublicKeyEncryption.RSAES_OAEP_SHA_256;

  @TempDir Path directory;
  private Fixture fixture;

  @BeforeEach
  void open() {
    fixture = new Fixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Imports imports() {
    return fixture.kms().imports();
  }

  private static byte[] material(int length) {
    byte[] material = new byte[length];
    Arrays.fill(material, (byte) 7);
    return material;
  }

  /** Encrypts as an owner would, with the public key alone. */
  public static byte[] encrypted(Parameters parameters, PublicKeyEncryption algorithm, byte[] key)
      throws Exception {
    return switch (algorithm) {
      case RSAES_OAEP_SHA_256 -> {
        PublicKey wrapping =
            KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(parameters.publicKey()));
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
            Cipher.ENCRYPT_MODE,
            wrapping,
            new OAEPParameterSpec(
                "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        yield cipher.doFinal(key);
      }
      case SM2_ENCRYPT -> {
        var engine = new SM2Engine(new SM3Digest(), SM2Engine.Mode.C1C3C2);
        engine.init(
            true,
            new ParametersWithRandom(
                PublicKeyFactory.createKey(parameters.publicKey()), Fixture.RANDOM));
        yield engine.processBlock(key, 0, key.length);
      }
    };
  }

  private Delivery delivery(KeyReference reference, byte[] material, Optional<Instant> expiresAt)
      throws Exception {
    Parameters parameters = imports().parameters(PROJECT, reference, RSA);
    return new Delivery(
        parameters.token(), encrypted(parameters, RSA, material), Optional.empty(), expiresAt);
  }

  private void bring(KeyReference reference, byte[] material) throws Exception {
    imports().bring(PROJECT, reference, delivery(reference, material, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "AES_256, RSAES_OAEP_SHA_256, 32",
    "SM4, RSAES_OAEP_SHA_256, 16",
    "AES_256, SM2_ENCRYPT, 32",
    "SM4, SM2_ENCRYPT, 16"
  })
  void makeTheKeyUsableWithTheOwnersBytes(KeySpec spec, PublicKeyEncryption algorithm, int length)
      throws Exception {
    MasterKey key = fixture.external("k", spec);
    assertThat(key.state()).isEqualTo(KeyState.PENDING_IMPORT);
    refused(() -> fixture.create(new KeyAlias("k"), 32), Failure.KMS_0308);
    Parameters parameters = imports().parameters(PROJECT, new KeyAlias("k"), algorithm);
    assertThat(parameters.expiresAt()).isEqualTo(fixture.now().plus(Duration.ofDays(1)));
    byte[] encrypted = encrypted(parameters, algorithm, material(length));
    imports()
        .bring(
            PROJECT,
            new KeyAlias("k"),
            new Delivery(parameters.token(), encrypted, Optional.empty(), Optional.empty()));
    assertThat(fixture.keys().describe(PROJECT, new KeyAlias("k")).state())
        .isEqualTo(KeyState.ENABLED);
    fixture.restart();
    fixture.create(new KeyAlias("k"), 32).close();
    refused(() -> bring(new KeyAlias("k"), material(length)), Failure.KMS_0310);
  }

  @Test
  void bringPrivateKeysWrappedByWhatIsEncrypted() throws Exception {
    fixture.external("pair", KeySpec.EC_P256);
    Parameters parameters = imports().parameters(PROJECT, new KeyAlias("pair"), RSA);
    byte[] privateKey = KeyPairKind.EC_P256.generate(Fixture.RANDOM);
    byte[] encrypted = encrypted(parameters, RSA, material(32));
    refused(
        () ->
            imports()
                .bring(
                    PROJECT,
                    new KeyAlias("pair"),
                    new Delivery(
                        parameters.token(), encrypted, Optional.empty(), Optional.empty())),
        Failure.KMS_0204);
    byte[] otherCurve = KeyPairKind.EC_P384.generate(Fixture.RANDOM);
    refused(
        () ->
            imports().bring(PROJECT, new KeyAlias("pair"), pair(parameters, encrypted, otherCurve)),
        Failure.KMS_0308);
    imports().bring(PROJECT, new KeyAlias("pair"), pair(parameters, encrypted, privateKey));
    assertThat(fixture.kms().signatures().publicKey(PROJECT, new KeyAlias("pair")).value())
        .isEqualTo(dev.coffer.server.kms.algorithm.PublicKeys.of(privateKey));
  }

  private static Delivery pair(Parameters parameters, byte[] encrypted, byte[] privateKey)
      throws Exception {
    Cipher wrap = Cipher.getInstance("AES/KWP/NoPadding");
    wrap.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(material(32), "AES"));
    return new Delivery(
        parameters.token(), encrypted, Optional.of(wrap.doFinal(privateKey)), Optional.empty());
  }

  @Test
  void canBeTakenBackAndBroughtAgainWithTheSameBytesOnly() throws Exception {
    MasterKey key = fixture.external("k", KeySpec.AES_256);
    bring(new KeyAlias("k"), material(32));
    byte[] wrapped;
    try (DataKey dataKey = fixture.create(new KeyAlias("k"), 32)) {
      wrapped = dataKey.wrapped().ciphertext();
    }
    assertThat(ring()).contains("\"version\":1");
    imports().remove(PROJECT, new KeyAlias("k"));
    assertThat(ring()).contains(key.keyId().value()).doesNotContain("\"version\":1");
    refused(() -> fixture.unwrap(wrapped), Failure.KMS_0308);
    refused(() -> imports().remove(PROJECT, new KeyAlias("k")), Failure.KMS_2701);
    fixture.restart();
    refused(() -> bring(new KeyAlias("k"), new byte[32]), Failure.KMS_2606);
    bring(new KeyAlias("k"), material(32));
    fixture.unwrap(wrapped).close();
  }

  @Test
  void goWhenTheirTimeHasCome() throws Exception {
    fixture.external("k", KeySpec.AES_256);
    Instant end = fixture.now().plus(Duration.ofHours(3));
    imports()
        .bring(
            PROJECT,
            new KeyAlias("k"),
            delivery(new KeyAlias("k"), material(32), Optional.of(end)));
    assertThat(fixture.keys().describe(PROJECT, new KeyAlias("k")).expiresAt()).contains(end);
    fixture.pass(Duration.ofHours(3).minusMillis(1));
    fixture.kms().runMaintenance();
    fixture.create(new KeyAlias("k"), 32).close();
    fixture.pass(Duration.ofMillis(1));
    fixture.kms().runMaintenance();
    assertThat(fixture.keys().describe(PROJECT, new KeyAlias("k")).state())
        .isEqualTo(KeyState.PENDING_IMPORT);
    assertThat(ring()).doesNotContain("\"version\":1");
  }

  @Test
  void thatExpireOnTheWayOutLeaveNothingToCallBack() throws Exception {
    fixture.external("k", KeySpec.AES_256);
    Instant end = fixture.now().plus(Duration.ofHours(3));
    imports()
        .bring(
            PROJECT,
            new KeyAlias("k"),
            delivery(new KeyAlias("k"), material(32), Optional.of(end)));
    fixture.keys().scheduleDeletion(PROJECT, new KeyAlias("k"), 7);
    fixture.pass(Duration.ofHours(3));
    fixture.kms().runMaintenance();
    assertThat(fixture.keys().describe(PROJECT, new KeyAlias("k")).state())
        .isEqualTo(KeyState.PENDING_DELETION);
    assertThat(fixture.keys().cancelDeletion(PROJECT, new KeyAlias("k")).state())
        .isEqualTo(KeyState.PENDING_IMPORT);
  }

  @Test
  void areRefusedWithATokenOfAnotherKeyServerOrDay() throws Exception {
    fixture.external("k", KeySpec.AES_256);
    fixture.external("other", KeySpec.AES_256);
    Delivery foreign = delivery(new KeyAlias("other"), material(32), Optional.empty());
    refused(() -> imports().bring(PROJECT, new KeyAlias("k"), foreign), Failure.KMS_2605);

    Delivery good = delivery(new KeyAlias("k"), material(32), Optional.empty());
    for (int i = 0; i < good.token().length; i++) {
      byte[] altered = good.token().clone();
      altered[i] ^= 1;
      refused(
          () -> imports().bring(PROJECT, new KeyAlias("k"), with(good, altered)), Failure.KMS_2605);
    }
    refused(
        () -> imports().bring(PROJECT, new KeyAlias("k"), with(good, new byte[9])),
        Failure.KMS_2605);
    fixture.pass(Duration.ofDays(1));
    refused(() -> imports().bring(PROJECT, new KeyAlias("k"), good), Failure.KMS_2601);
  }

  private static Delivery with(Delivery delivery, byte[] token) {
    return new Delivery(
        token, delivery.encryptedMaterial(), Optional.empty(), delivery.expiresAt());
  }

  @Test
  void areRefusedWithOtherMaterialThanTheKeyTakes() throws Exception {
    fixture.external("k", KeySpec.AES_256);
    refused(() -> bring(new KeyAlias("k"), material(31)), Failure.KMS_2604);
    Delivery past = delivery(new KeyAlias("k"), material(32), Optional.of(fixture.now()));
    refused(() -> imports().bring(PROJECT, new KeyAlias("k"), past), Failure.KMS_2602);
    Delivery good = delivery(new KeyAlias("k"), material(32), Optional.empty());
    byte[] altered = good.encryptedMaterial().clone();
    altered[100] ^= 1;
    refused(
        () ->
            imports()
                .bring(
                    PROJECT,
                    new KeyAlias("k"),
                    new Delivery(good.token(), altered, Optional.empty(), Optional.empty())),
        Failure.KMS_0308);
    fixture.key("own");
    refused(() -> imports().parameters(PROJECT, new KeyAlias("own"), RSA), Failure.KMS_0309);
    refused(() -> imports().remove(PROJECT, new KeyAlias("own")), Failure.KMS_0309);
    refused(() -> fixture.external("mac", KeySpec.HMAC_256), Failure.KMS_0308);
  }

  @Test
  void leaveTheRingAfterACrashBetweenDatabaseAndRing() throws Exception {
    fixture.external("k", KeySpec.AES_256);
    bring(new KeyAlias("k"), material(32));
    fixture.database.jdbi().useHandle(h -> h.execute("UPDATE kms_key SET state='PENDING_IMPORT'"));
    fixture.restart();
    assertThat(ring()).contains("\"version\":1");
    fixture.kms().runMaintenance();
    assertThat(ring()).doesNotContain("\"version\":1");
  }

  private String ring() throws Exception {
    return Files.readString(directory.resolve("keyring.json"));
  }
}
