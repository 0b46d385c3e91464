package dev.coffer.server.kms.datakey;

import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.kms.Fixture;
import dev.coffer.server.kms.algorithm.KeyPairKind;
import dev.coffer.server.kms.algorithm.PublicKeyEncryption;
import dev.coffer.server.kms.masterkey.KeyUser;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.KeyUsage;
import dev.coffer.server.store.OnBothDatabases;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnBothDatabases
class DataTest {
  private static final KeyUser USER = KeyUser.service(PROJECT);
  private static final byte[] NOTHING = {};

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

  private Data data() {
    return fixture.kms().data();
  }

  private static SecretBytes bytes(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'x');
    return SecretBytes.absorb(bytes);
  }

  @ParameterizedTest
  @EnumSource(names = {"AES_256", "SM4"})
  void hasTheVendorsLengthAndNamesItsKey(KeySpec spec) {
    MasterKey key = fixture.key("k", spec);
    for (int length : new int[] {1, 4, 15, 16, 17, 4095, 4096}) {
      byte[] ciphertext =
          data().encrypt(USER, new KeyAlias("k"), bytes(length), NOTHING).ciphertext();
      assertThat(ciphertext).hasSize(124 + (length + 15) / 16 * 16);
      Data.Decrypted decrypted = data().decrypt(USER, ciphertext, NOTHING);
      assertThat(decrypted.keyId()).isEqualTo(key.keyId());
      assertThat(decrypted.plaintext().matches(bytes(length))).isTrue();
    }
    // The vendor's example: four bytes make 188 letters of Base64.
    byte[] four = data().encrypt(USER, new KeyAlias("k"), bytes(4), NOTHING).ciphertext();
    assertThat(java.util.Base64.getEncoder().encodeToString(four)).hasSize(188);
  }

  @Test
  void isRefusedWhereAnyBitDiffers() {
    fixture.key("k");
    byte[] ciphertext = data().encrypt(USER, new KeyAlias("k"), bytes(20), NOTHING).ciphertext();
    for (int bit = 0; bit < ciphertext.length * 8; bit++) {
      byte[] altered = ciphertext.clone();
      altered[bit / 8] ^= (byte) (1 << (bit % 8));
      // An altered key id names no key; everything else is no ciphertext of this ring.
      Failure expected = bit / 8 >= 28 && bit / 8 < 64 ? null : Failure.KMS_2201;
      if (expected != null) {
        refused(() -> data().decrypt(USER, altered, NOTHING), expected);
      }
    }
  }

  @Test
  void isBoundToItsAssociatedDataAndIsNoDataKey() {
    MasterKey key = fixture.key("k");
    byte[] associated = "tenant 1".getBytes(UTF_8);
    byte[] ciphertext = data().encrypt(USER, new KeyAlias("k"), bytes(16), associated).ciphertext();
    refused(() -> data().decrypt(USER, ciphertext, NOTHING), Failure.KMS_0208);
    refused(
        () -> fixture.dataKeys().unwrap(USER, key.keyId(), ciphertext, associated),
        Failure.KMS_2201);
    try (DataKey dataKey = fixture.create(new KeyAlias("k"), 16)) {
      refused(
          () -> data().decrypt(USER, dataKey.wrapped().ciphertext(), NOTHING), Failure.KMS_2201);
    }
  }

  @Test
  void isRefusedOutsideTheBoundsAndWithoutAnEnabledKey() {
    MasterKey key = fixture.key("k");
    byte[] ciphertext = data().encrypt(USER, new KeyAlias("k"), bytes(5), NOTHING).ciphertext();
    refused(() -> data().encrypt(USER, new KeyAlias("k"), bytes(4097), NOTHING), Failure.KMS_0308);
    refused(() -> data().encrypt(USER, new KeyAlias("k"), bytes(0), NOTHING), Failure.KMS_0308);
    KeyUser stranger = KeyUser.service(Fixture.OTHER_PROJECT);
    refused(() -> data().decrypt(stranger, ciphertext, NOTHING), Failure.KMS_0207);
    fixture.keys().disable(PROJECT, key.keyId());
    refused(() -> data().encrypt(USER, new KeyAlias("k"), bytes(5), NOTHING), Failure.KMS_0209);
    refused(() -> data().decrypt(USER, ciphertext, NOTHING), Failure.KMS_0209);
  }

  @ParameterizedTest
  @EnumSource
  void isEncryptedToAKeyPair(PublicKeyEncryption algorithm) {
    KeySpec spec = algorithm.suits(KeyPairKind.SM2) ? KeySpec.SM2 : KeySpec.RSA_2048;
    MasterKey key = fixture.key("pair", spec, KeyUsage.ENCRYPT_DECRYPT);
    byte[] ciphertext =
        data().encrypt(USER, new KeyAlias("pair"), bytes(32), algorithm).ciphertext();
    assertThat(
            data().decrypt(USER, key.keyId(), ciphertext, algorithm).plaintext().matches(bytes(32)))
        .isTrue();
    ciphertext[40] ^= 1;
    refused(() -> data().decrypt(USER, key.keyId(), ciphertext, algorithm), Failure.KMS_2201);
    refused(() -> data().encrypt(USER, new KeyAlias("pair"), bytes(1), NOTHING), Failure.KMS_0308);
    fixture.key("signing", spec);
    refused(
        () -> data().encrypt(USER, new KeyAlias("signing"), bytes(1), algorithm), Failure.KMS_0308);
    fixture.key("symmetric");
    refused(
        () -> data().encrypt(USER, new KeyAlias("symmetric"), bytes(1), algorithm),
        Failure.KMS_0308);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RSA_3072", "RSA_4096"},
      mode = EnumSource.Mode.EXCLUDE)
  void holdsThePrivateKeyOfADataKeyPair(KeyPairKind kind) {
    fixture.key("k");
    try (DataKeyPairs.Pair pair =
        fixture.kms().dataKeyPairs().create(USER, new KeyAlias("k"), kind, NOTHING)) {
      Data.Decrypted decrypted = data().decrypt(USER, pair.encrypted().ciphertext(), NOTHING);
      assertThat(decrypted.plaintext().matches(pair.privateKey())).isTrue();
    }
    assertThat(
            fixture
                .kms()
                .issuedKeys()
                .of(fixture.keys().describe(PROJECT, new KeyAlias("k")).keyId()))
        .isOne();
  }
}
