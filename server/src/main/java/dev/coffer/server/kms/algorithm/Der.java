package dev.coffer.server.kms.algorithm;

import java.io.IOException;
import java.security.ProviderException;
import java.util.Optional;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Keys out of their encodings and back. */
final class Der {
  private Der() {}

  /** The key of an encoding that this program made. */
  static AsymmetricKeyParameter privateKey(byte[] encoded) {
    return privateKeyIn(encoded)
        .orElseThrow(() -> new ProviderException("what was kept is not a private key"));
  }

  /** The key of bytes that anybody made; empty where they are none. */
  static Optional<AsymmetricKeyParameter> privateKeyIn(byte[] encoded) {
    try {
      return Optional.of(PrivateKeyFactory.createKey(encoded));
    } catch (IOException | IllegalArgumentException | ClassCastException _) {
      return Optional.empty();
    }
  }

  static boolean isRsa(byte[] encoded, int bits) {
    return privateKeyIn(encoded)
        .filter(
            key ->
                key instanceof RSAPrivateCrtKeyParameters rsa
                    && rsa.getModulus().bitLength() == bits)
        .isPresent();
  }

  static AsymmetricKeyParameter publicKey(byte[] privateKey) {
    return switch (privateKey(privateKey)) {
      case RSAPrivateCrtKeyParameters rsa ->
          new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
      case ECPrivateKeyParameters ec ->
          new ECPublicKeyParameters(
              new FixedPointCombMultiplier().multiply(ec.getParameters().getG(), ec.getD()),
              ec.getParameters());
      default -> throw new ProviderException("what was kept has no public key");
    };
  }

  static byte[] encoded(AsymmetricKeyParameter publicKey) {
    try {
      return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicKey).getEncoded();
    } catch (IOException e) {
      throw new ProviderException("cannot encode a public key", e);
    }
  }
}
