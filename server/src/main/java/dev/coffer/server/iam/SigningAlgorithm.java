package dev.coffer.server.iam;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** The signature schemes of the vendor's clients that are accepted, by their wire names. */
enum SigningAlgorithm {
  SDK_HMAC_SHA256("SDK-HMAC-SHA256", "Access", "x-sdk-content-sha256"),
  SDK_HMAC_SM3("SDK-HMAC-SM3", "Access", "x-sdk-content-sm3"),
  /** The key is derived for a day, a region and a service; the secret key itself signs nothing. */
  V11_HMAC_SHA256("V11-HMAC-SHA256", "Credential", "x-sdk-content-sha256");

  private final String word;
  private final String identityField;
  private final String bodyDigestHeader;

  SigningAlgorithm(String word, String identityField, String bodyDigestHeader) {
    this.word = word;
    this.identityField = identityField;
    this.bodyDigestHeader = bodyDigestHeader;
  }

  static Optional<SigningAlgorithm> of(String word) {
    for (SigningAlgorithm algorithm : values()) {
      if (algorithm.word.equals(word)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  String word() {
    return word;
  }

  /** The field of the authorization header that holds the access key. */
  String identityField() {
    return identityField;
  }

  /** The header in which a client may state the body's digest. */
  String bodyDigestHeader() {
    return bodyDigestHeader;
  }

  byte[] digest(byte[] input) {
    return this == SDK_HMAC_SM3 ? sm3(input) : sha256(input);
  }

  byte[] authenticate(byte[] key, byte[] input) {
    return this == SDK_HMAC_SM3 ? hmacSm3(key, input) : hmacSha256(key, input);
  }

  private static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] hmacSha256(byte[] key, byte[] input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  private static byte[] sm3(byte[] input) {
    var digest = new SM3Digest();
    digest.update(input, 0, input.length);
    byte[] output = new byte[digest.getDigestSize()];
    digest.doFinal(output, 0);
    return output;
  }

  private static byte[] hmacSm3(byte[] key, byte[] input) {
    var mac = new HMac(new SM3Digest());
    mac.init(new KeyParameter(key));
    mac.update(input, 0, input.length);
    byte[] output = new byte[mac.getMacSize()];
    mac.doFinal(output, 0);
    return output;
  }
}
