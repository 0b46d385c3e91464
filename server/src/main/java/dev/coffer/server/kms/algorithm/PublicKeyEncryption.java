package dev.coffer.server.kms.algorithm;

import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/** Encryption to the public half of a key pair. */
public enum PublicKeyEncryption {
  /** RFC 8017, SHA-256 for the label and for the mask. */
  RSAES_OAEP_SHA_256 {
    @Override
    public Optional<byte[]> encrypt(byte[] privateKey, byte[] plaintext, SecureRandom random) {
      AsymmetricBlockCipher cipher = oaep();
      cipher.init(true, new ParametersWithRandom(Der.publicKey(privateKey), random));
      return plaintext.length > cipher.getInputBlockSize()
          ? Optional.empty()
          : process(cipher, plaintext);
    }

    @Override
    public Optional<byte[]> decrypt(byte[] privateKey, byte[] ciphertext) {
      CipherParameters key = Der.privateKey(privateKey);
      AsymmetricBlockCipher cipher = oaep();
      cipher.init(false, key);
      int length = (((RSAKeyParameters) key).getModulus().bitLength() + 7) / Byte.SIZE;
      return ciphertext.length == length ? process(cipher, ciphertext) : Optional.empty();
    }
  },
  /** GB/T 32918.4 with SM3: the point uncompressed, the digest, then the ciphertext. */
  SM2_ENCRYPT {
    @Override
    public Optional<byte[]> encrypt(byte[] privateKey, byte[] plaintext, SecureRandom random) {
      SM2Engine engine = sm2();
      engine.init(true, new ParametersWithRandom(Der.publicKey(privateKey), random));
      return process(engine, plaintext);
    }

    @Override
    public Optional<byte[]> decrypt(byte[] privateKey, byte[] ciphertext) {
      if (ciphertext.length <= SM2_OVERHEAD) {
        return Optional.empty();
      }
      SM2Engine engine = sm2();
      engine.init(false, Der.privateKey(privateKey));
      return process(engine, ciphertext);
    }
  };

  private static final int SM2_OVERHEAD = 1 + 64 + 32;

  /** The ciphertext; empty where the plaintext is too long for the key. */
  public abstract Optional<byte[]> encrypt(
      byte[] privateKey, byte[] plaintext, SecureRandom random);

  /** The plaintext; empty where the ciphertext was not made for this key. */
  public abstract Optional<byte[]> decrypt(byte[] privateKey, byte[] ciphertext);

  /** Whether keys of the kind encrypt by this. */
  public boolean suits(KeyPairKind kind) {
    return switch (this) {
      case RSAES_OAEP_SHA_256 -> kind.isRsa();
      case SM2_ENCRYPT -> kind == KeyPairKind.SM2;
    };
  }

  private static AsymmetricBlockCipher oaep() {
    return new OAEPEncoding(
        new RSABlindedEngine(), new SHA256Digest(), new SHA256Digest(), new byte[0]);
  }

  private static SM2Engine sm2() {
    return new SM2Engine(new SM3Digest(), SM2Engine.Mode.C1C3C2);
  }

  private static Optional<byte[]> process(AsymmetricBlockCipher cipher, byte[] input) {
    try {
      return Optional.of(cipher.processBlock(input, 0, input.length));
    } catch (CryptoException | DataLengthException _) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> process(SM2Engine engine, byte[] input) {
    try {
      return Optional.of(engine.processBlock(input, 0, input.length));
    } catch (CryptoException | IllegalArgumentException | DataLengthException _) {
      return Optional.empty();
    }
  }
}
