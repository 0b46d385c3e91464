package dev.coffer.server.kms.algorithm;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * SM2 signatures (GB/T 32918.2) of a digest that was made before, in DER. The digest covers the
 * signer's public key and the identity that GB/T 35276 gives to signers that have none.
 */
final class Sm2Signature {
  private Sm2Signature() {}

  static byte[] sign(CipherParameters privateKey, byte[] digest, SecureRandom random)
      throws CryptoException {
    var signer = new OfDigest(digest);
    signer.init(true, new ParametersWithRandom(privateKey, random));
    return signer.generateSignature();
  }

  static boolean verify(CipherParameters publicKey, byte[] digest, byte[] signature) {
    var signer = new OfDigest(digest);
    signer.init(false, publicKey);
    return signer.verifySignature(signature);
  }

  static byte[] digest(CipherParameters publicKey, byte[] message) {
    var catching = new Catching();
    catching.init(false, publicKey);
    catching.update(message, 0, message.length);
    // Any well-formed signature makes it work out the digest; the outcome is of no interest.
    catching.verifySignature(new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1});
    return catching.digest();
  }

  private static final class OfDigest extends SM2Signer {
    private final byte[] digest;

    private OfDigest(byte[] digest) {
      super(new SM3Digest());
      this.digest = digest;
    }

    @Override
    protected BigInteger calculateE(BigInteger n, byte[] ignored) {
      return new BigInteger(1, digest);
    }
  }

  private static final class Catching extends SM2Signer {
    private byte @Nullable [] caught;

    private Catching() {
      super(new SM3Digest());
    }

    @Override
    protected BigInteger calculateE(BigInteger n, byte[] message) {
      caught = message.clone();
      return super.calculateE(n, message);
    }

    private byte[] digest() {
      if (caught == null) {
        throw new IllegalStateException("no digest was worked out");
      }
      return BigIntegers.asUnsignedByteArray(32, new BigInteger(1, caught));
    }
  }
}
