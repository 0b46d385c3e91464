package dev.coffer.server.kms.algorithm;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of key pair, RSA by the modulus' bits and curves by name. */
public enum KeyPairKind {
  RSA_2048(2048),
  RSA_3072(3072),
  RSA_4096(4096),
  EC_P256("secp256r1"),
  EC_P384("secp384r1"),
  EC_P521("secp521r1"),
  EC_P256K1("secp256k1"),
  SM2("sm2p256v1");

  private final int bits;
  private final String curve;

  KeyPairKind(int bits) {
    this.bits = bits;
    this.curve = "";
  }

  KeyPairKind(String curve) {
    this.bits = 0;
    this.curve = curve;
  }

  public boolean isRsa() {
    return bits > 0;
  }

  /** A new private key; the caller zeroes it. */
  public byte[] generate(SecureRandom random) {
    return isRsa() ? generateRsa(random) : Curves.generate(curve, random);
  }

  /** The kind of a private key; empty where the bytes are none, or of a kind not served. */
  public static Optional<KeyPairKind> of(byte[] privateKey) {
    return Arrays.stream(values())
        .filter(
            kind ->
                kind.isRsa()
                    ? Der.isRsa(privateKey, kind.bits)
                    : Curves.isOn(kind.curve, privateKey))
        .findFirst();
  }

  private byte[] generateRsa(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits, random);
      return generator.generateKeyPair().getPrivate().getEncoded();
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot make an RSA key of " + bits + " bits", e);
    }
  }
}
