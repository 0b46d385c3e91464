package dev.coffer.server.kms.datakey;

import static dev.coffer.server.kms.Fixture.PROJECT;
import static dev.coffer.server.kms.Fixture.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.Fixture;
import dev.coffer.server.kms.algorithm.MacAlgorithm;
import dev.coffer.server.kms.algorithm.SigningAlgorithm;
import dev.coffer.server.kms.datakey.Signatures.Message;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.ring.KeyKind;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.KeyUsage;
import dev.coffer.server.store.OnBothDatabases;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@OnBothDatabases
class SignaturesTest {
  private static final Message RAW = new Message(Message.Type.RAW, "text".getBytes(UTF_8));

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

  private Signatures signatures() {
    return fixture.kms().signatures();
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_2048, RSASSA_PSS_SHA_384",
    "RSA_2048, RSASSA_PKCS1_V1_5_SHA_256",
    "EC_P256, ECDSA_SHA_256",
    "EC_P384, ECDSA_SHA_384",
    "SM2, SM2DSA_SM3"
  })
  void verifyAfterARestartAndUnderTheirKeyOnly(KeySpec spec, SigningAlgorithm algorithm) {
    MasterKey key = fixture.key("k", spec);
    byte[] signature = signatures().sign(PROJECT, new KeyAlias("k"), RAW, algorithm).value();
    fixture.restart();
    assertThat(valid(new KeyAlias("k"), algorithm, signature)).isTrue();
    assertThat(signatures().publicKey(PROJECT, key.keyId()).value()).isNotEmpty();
    fixture.key("other", spec);
    assertThat(valid(new KeyAlias("other"), algorithm, signature)).isFalse();
    signature[signature.length - 1] ^= 1;
    assertThat(valid(new KeyAlias("k"), algorithm, signature)).isFalse();
  }

  private boolean valid(KeyReference reference, SigningAlgorithm algorithm, byte[] signature) {
    return signatures().verify(PROJECT, reference, RAW, algorithm, signature).valid();
  }

  @Test
  void needAKeyOfTheKindEnabledAndAMessageOfTheForm() {
    fixture.key("aes");
    fixture.key("ec", KeySpec.EC_P256);
    fixture.key("rsa", KeySpec.RSA_2048, KeyUsage.ENCRYPT_DECRYPT);
    var ecdsa = SigningAlgorithm.ECDSA_SHA_256;
    refused(() -> signatures().sign(PROJECT, new KeyAlias("aes"), RAW, ecdsa), Failure.KMS_0308);
    refused(
        () -> signatures().sign(PROJECT, new KeyAlias("ec"), RAW, SigningAlgorithm.SM2DSA_SM3),
        Failure.KMS_0308);
    refused(
        () ->
            signatures()
                .sign(PROJECT, new KeyAlias("rsa"), RAW, SigningAlgorithm.RSASSA_PSS_SHA_256),
        Failure.KMS_0308);
    refused(() -> signatures().publicKey(PROJECT, new KeyAlias("aes")), Failure.KMS_0308);
    var shortDigest = new Message(Message.Type.DIGEST, new byte[31]);
    refused(
        () -> signatures().sign(PROJECT, new KeyAlias("ec"), shortDigest, ecdsa), Failure.KMS_0308);
    refused(() -> new Message(Message.Type.RAW, new byte[0]), Failure.KMS_0308);
    refused(() -> new Message(Message.Type.RAW, new byte[4097]), Failure.KMS_0308);
    fixture.keys().disable(PROJECT, new KeyAlias("ec"));
    refused(() -> signatures().sign(PROJECT, new KeyAlias("ec"), RAW, ecdsa), Failure.KMS_0209);
  }

  @ParameterizedTest
  @EnumSource(
      value = KeySpec.class,
      names = {"HMAC_256", "HMAC_384", "HMAC_512", "HMAC_SM3"})
  void ofMacKeysVerifyUnderTheirOwnAlgorithmOnly(KeySpec spec) {
    MasterKey key = fixture.key("k", spec);
    assertThat(key.usage()).isEqualTo(KeyUsage.GENERATE_VERIFY_MAC);
    if (!(spec.kind() instanceof KeyKind.Mac(MacAlgorithm algorithm, _))) {
      throw new AssertionError(spec);
    }
    byte[] message = {1};
    byte[] mac = signatures().authenticate(PROJECT, new KeyAlias("k"), message, algorithm).value();
    assertThat(signatures().verifyMac(PROJECT, new KeyAlias("k"), message, algorithm, mac).valid())
        .isTrue();
    mac[0] ^= 1;
    assertThat(signatures().verifyMac(PROJECT, new KeyAlias("k"), message, algorithm, mac).valid())
        .isFalse();
    MacAlgorithm other =
        algorithm == MacAlgorithm.HMAC_SM3 ? MacAlgorithm.HMAC_SHA_256 : MacAlgorithm.HMAC_SM3;
    refused(
        () -> signatures().authenticate(PROJECT, new KeyAlias("k"), message, other),
        Failure.KMS_0308);
    refused(() -> fixture.create(new KeyAlias("k"), 32), Failure.KMS_0308);
  }
}
