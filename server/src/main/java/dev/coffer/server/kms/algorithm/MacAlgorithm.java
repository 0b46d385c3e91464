package dev.coffer.server.kms.algorithm;

import dev.coffer.crypto.digest.HashFunction;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC (RFC 2104) over the vendor's choice of hash functions. */
public enum MacAlgorithm {
  HMAC_SHA_256("HmacSHA256"),
  HMAC_SHA_384("HmacSHA384"),
  HMAC_SHA_512("HmacSHA512"),
  HMAC_SM3("");

  private final String jdkName;

  MacAlgorithm(String jdkName) {
    this.jdkName = jdkName;
  }

  public byte[] authenticate(byte[] key, byte[] message) {
    return switch (this) {
      case HMAC_SM3 -> HashFunction.SM3.authenticate(key, message);
      case HMAC_SHA_256, HMAC_SHA_384, HMAC_SHA_512 -> byTheJdk(key, message);
    };
  }

  private byte[] byTheJdk(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(jdkName);
      mac.init(new SecretKeySpec(key, jdkName));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("the JDK offers no " + jdkName, e);
    }
  }
}
