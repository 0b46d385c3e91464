package dev.coffer.server.kms.ring;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.kms.algorithm.KeyPairKind;
import dev.coffer.server.kms.algorithm.MacAlgorithm;
import java.security.SecureRandom;
import java.util.List;

/** The specs of master keys by the vendor's names, each with what it can be used for. */
public enum KeySpec {
  AES_256(new KeyKind.Symmetric(Suite.AES_256_GCM, HashFunction.SHA_256), KeyUsage.ENCRYPT_DECRYPT),
  SM4(new KeyKind.Symmetric(Suite.SM4_GCM, HashFunction.SM3), KeyUsage.ENCRYPT_DECRYPT),
  RSA_2048(KeyPairKind.RSA_2048, KeyUsage.SIGN_VERIFY, KeyUsage.ENCRYPT_DECRYPT),
  RSA_3072(KeyPairKind.RSA_3072, KeyUsage.SIGN_VERIFY, KeyUsage.ENCRYPT_DECRYPT),
  RSA_4096(KeyPairKind.RSA_4096, KeyUsage.SIGN_VERIFY, KeyUsage.ENCRYPT_DECRYPT),
  EC_P256(KeyPairKind.EC_P256, KeyUsage.SIGN_VERIFY),
  EC_P384(KeyPairKind.EC_P384, KeyUsage.SIGN_VERIFY),
  SM2(KeyPairKind.SM2, KeyUsage.SIGN_VERIFY, KeyUsage.ENCRYPT_DECRYPT),
  HMAC_256(new KeyKind.Mac(MacAlgorithm.HMAC_SHA_256, 32), KeyUsage.GENERATE_VERIFY_MAC),
  HMAC_384(new KeyKind.Mac(MacAlgorithm.HMAC_SHA_384, 48), KeyUsage.GENERATE_VERIFY_MAC),
  HMAC_512(new KeyKind.Mac(MacAlgorithm.HMAC_SHA_512, 64), KeyUsage.GENERATE_VERIFY_MAC),
  HMAC_SM3(new KeyKind.Mac(MacAlgorithm.HMAC_SM3, 32), KeyUsage.GENERATE_VERIFY_MAC);

  @SuppressWarnings("ImmutableEnumChecker") // records of enums and numbers
  private final KeyKind kind;

  @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot change
  private final List<KeyUsage> usages;

  KeySpec(KeyKind kind, KeyUsage... usages) {
    this.kind = kind;
    this.usages = List.of(usages);
  }

  KeySpec(KeyPairKind pair, KeyUsage... usages) {
    this(new KeyKind.Pair(pair), usages);
  }

  public KeyKind kind() {
    return kind;
  }

  /** What keys of this spec can be made for; the first where a caller does not say. */
  public List<KeyUsage> usages() {
    return usages;
  }

  /** The cipher; refuses a spec that has none. */
  public KeyKind.Symmetric symmetric() {
    if (kind instanceof KeyKind.Symmetric symmetric) {
      return symmetric;
    }
    throw new Refusal(Failure.KMS_0308, "key_spec", Reason.UNSUITABLE);
  }

  public SecretBytes generate(SecureRandom random) {
    return switch (kind) {
      case KeyKind.Symmetric symmetric -> SecretBytes.random(symmetric.suite().keyLength(), random);
      case KeyKind.Mac(_, int length) -> SecretBytes.random(length, random);
      case KeyKind.Pair(KeyPairKind pair) -> SecretBytes.absorb(pair.generate(random));
    };
  }
}
