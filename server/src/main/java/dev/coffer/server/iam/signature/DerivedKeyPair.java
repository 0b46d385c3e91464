package dev.coffer.server.iam.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.digest.HashFunction;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * The key pair that the vendor's clients derive from an access key and its secret key, as NIST SP
 * 800-108 derives keys (counter mode, HMAC). The server knows the secret key, so it derives the
 * pair again; the signature proves no more than an HMAC would.
 */
final class DerivedKeyPair {
  private static final byte[] BEFORE = HexFormat.of().parseHex("00000001");
  private static final byte[] AFTER = HexFormat.of().parseHex("00000100");
  private static final int ATTEMPTS = 256;

  private final SigningAlgorithm algorithm;
  private final ECPublicKeyParameters publicKey;

  private DerivedKeyPair(SigningAlgorithm algorithm, ECPublicKeyParameters publicKey) {
    this.algorithm = algorithm;
    this.publicKey = publicKey;
  }

  static DerivedKeyPair of(SigningAlgorithm algorithm, String accessKey, byte[] secretKey) {
    X9ECParameters curve =
        CustomNamedCurves.getByName(
            algorithm == SigningAlgorithm.SDK_SM2_SM3 ? "sm2p256v1" : "secp256r1");
    var domain = new ECDomainParameters(curve);
    BigInteger scalar = scalar(algorithm, accessKey, secretKey, domain.getN());
    var point = new FixedPointCombMultiplier().multiply(domain.getG(), scalar);
    return new DerivedKeyPair(algorithm, new ECPublicKeyParameters(point, domain));
  }

  /** Whether a signature in DER is the pair's over the text; false for what is not DER. */
  boolean verifies(byte[] text, byte[] signature) {
    if (algorithm == SigningAlgorithm.SDK_SM2_SM3) {
      var verifier = new SM2Signer(new SM3Digest());
      verifier.init(false, publicKey);
      verifier.update(text, 0, text.length);
      return verifier.verifySignature(signature);
    }
    BigInteger[] pair;
    try {
      pair = StandardDSAEncoding.INSTANCE.decode(publicKey.getParameters().getN(), signature);
    } catch (IOException | IllegalArgumentException notDer) {
      return false;
    }
    var verifier = new ECDSASigner();
    verifier.init(false, publicKey);
    return verifier.verifySignature(HashFunction.SHA_256.digest(text), pair[0], pair[1]);
  }

  // A candidate beyond the group's order is left out, so that all scalars are equally likely.
  private static BigInteger scalar(
      SigningAlgorithm algorithm, String accessKey, byte[] secretKey, BigInteger order) {
    for (int counter = 0; counter < ATTEMPTS; counter++) {
      byte[] input = input(algorithm.word(), accessKey, (byte) counter);
      var candidate = new BigInteger(1, algorithm.hash().authenticate(secretKey, input));
      if (candidate.compareTo(order.subtract(BigInteger.TWO)) <= 0) {
        return candidate.add(BigInteger.ONE);
      }
    }
    throw new IllegalStateException("256 values of an HMAC in a row are beyond the group's order");
  }

  private static byte[] input(String word, String accessKey, byte counter) {
    byte[] label = word.getBytes(UTF_8);
    byte[] context = accessKey.getBytes(UTF_8);
    return ByteBuffer.allocate(BEFORE.length + label.length + context.length + AFTER.length + 2)
        .put(BEFORE)
        .put(label)
        .put((byte) 0)
        .put(context)
        .put(counter)
        .put(AFTER)
        .array();
  }
}
