package dev.coffer.server.kms.algorithm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningAlgorithmTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] MESSAGE = "a message".getBytes(UTF_8);
  private static final Map<KeyPairKind, byte[]> KEYS = new EnumMap<>(KeyPairKind.class);

  private static byte[] key(KeyPairKind kind) {
    return KEYS.computeIfAbsent(kind, k -> k.generate(RANDOM));
  }

  private static KeyPairKind kind(SigningAlgorithm algorithm) {
    return Arrays.stream(KeyPairKind.values()).filter(algorithm::suits).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void verifiesWhatItSignedAndNothingElse(SigningAlgorithm algorithm) {
    byte[] key = key(kind(algorithm));
    byte[] digest = algorithm.digest(key, MESSAGE);
    assertThat(digest).hasSize(algorithm.digestLength());
    byte[] signature = algorithm.sign(key, digest, RANDOM);
    assertThat(algorithm.verify(key, digest, signature)).isTrue();

    byte[] otherDigest = algorithm.digest(key, "another message".getBytes(UTF_8));
    assertThat(algorithm.verify(key, otherDigest, signature)).isFalse();
    byte[] otherKey = kind(algorithm).generate(RANDOM);
    assertThat(algorithm.verify(otherKey, digest, signature)).isFalse();
    for (int i = 0; i < signature.length; i++) {
      byte[] altered = signature.clone();
      altered[i] ^= 1;
      assertThat(algorithm.verify(key, digest, altered)).as("byte %d", i).isFalse();
    }
    assertThat(algorithm.verify(key, digest, new byte[0])).isFalse();
    assertThat(algorithm.verify(key, digest, Arrays.copyOf(signature, signature.length - 1)))
        .isFalse();
  }

  @Test
  void isUnderstoodByWhoeverHasThePublicKeyAlone() throws Exception {
    for (int bits : new int[] {256, 384, 512}) {
      byte[] rsa = key(KeyPairKind.RSA_2048);
      Signature pkcs1 = Signature.getInstance("SHA" + bits + "withRSA");
      assertThat(verifies(pkcs1, rsa, "RSA", "RSASSA_PKCS1_V1_5_SHA_" + bits)).isTrue();
      Signature pss = Signature.getInstance("RSASSA-PSS");
      String hash = "SHA-" + bits;
      pss.setParameter(
          new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, 1));
      assertThat(verifies(pss, rsa, "RSA", "RSASSA_PSS_SHA_" + bits)).isTrue();
      Signature ecdsa = Signature.getInstance("SHA" + bits + "withECDSA");
      assertThat(verifies(ecdsa, key(KeyPairKind.EC_P384), "EC", "ECDSA_SHA_" + bits)).isTrue();
    }
  }

  private static boolean verifies(Signature signature, byte[] key, String type, String algorithm)
      throws Exception {
    PublicKey publicKey =
        KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(PublicKeys.of(key)));
    SigningAlgorithm ours = SigningAlgorithm.valueOf(algorithm);
    signature.initVerify(publicKey);
    signature.update(MESSAGE);
    return signature.verify(ours.sign(key, ours.digest(key, MESSAGE), RANDOM));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RSA_3072", "RSA_4096"},
      mode = EnumSource.Mode.EXCLUDE)
  void keysAreToldByTheirBytes(KeyPairKind kind) {
    assertThat(KeyPairKind.of(key(kind))).contains(kind);
    assertThat(KeyPairKind.of(Arrays.copyOf(key(kind), 20))).isEmpty();
    assertThat(KeyPairKind.of(new byte[0])).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void encryptionOpensWithTheSameKeyOnly(PublicKeyEncryption algorithm) {
    KeyPairKind kind = algorithm.suits(KeyPairKind.SM2) ? KeyPairKind.SM2 : KeyPairKind.RSA_2048;
    byte[] key = key(kind);
    byte[] ciphertext = algorithm.encrypt(key, MESSAGE, RANDOM).orElseThrow();
    assertThat(algorithm.decrypt(key, ciphertext)).contains(MESSAGE);
    assertThat(algorithm.decrypt(kind.generate(RANDOM), ciphertext)).isEmpty();
    for (int i = 0; i < ciphertext.length; i++) {
      byte[] altered = ciphertext.clone();
      altered[i] ^= 1;
      assertThat(algorithm.decrypt(key, altered)).as("byte %d", i).isEmpty();
      assertThat(algorithm.decrypt(key, Arrays.copyOf(ciphertext, i))).isEmpty();
    }
  }

  @Test
  void rsaEncryptsNoMoreThanFits() {
    byte[] key = key(KeyPairKind.RSA_2048);
    var algorithm = PublicKeyEncryption.RSAES_OAEP_SHA_256;
    assertThat(algorithm.encrypt(key, new byte[190], RANDOM)).isPresent();
    assertThat(algorithm.encrypt(key, new byte[191], RANDOM)).isEmpty();
  }
}
