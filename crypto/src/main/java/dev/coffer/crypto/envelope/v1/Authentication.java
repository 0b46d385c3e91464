package dev.coffer.crypto.envelope.v1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.StreamHeader;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** Line 2: a keyed digest of line 1, by the algorithm that the suite prescribes and no other. */
record Authentication(String algorithm, String value) {
  static final Authentication NONE = new Authentication("none", "");

  private static final String KEY_PURPOSE = "coffer envelope v1 authentication";
  private static final int KEY_LENGTH = 32;

  Authentication {
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(value, "value");
  }

  static Authentication of(byte[] line, StreamHeader header, SecretBytes dataKey) {
    try (SecretBytes key = dataKey.derive(KEY_PURPOSE, KEY_LENGTH)) {
      byte[] value = key.open(SecretAccess.revealingSecrets(), k -> mac(header.suite(), k, line));
      return new Authentication(algorithm(header.suite()), HexFormat.of().formatHex(value));
    }
  }

  private static String algorithm(Suite suite) {
    return switch (suite) {
      case AES_256_GCM -> "HMAC-SHA-256";
      case SM4_GCM -> "HMAC-SM3";
    };
  }

  private static byte[] mac(Suite suite, byte[] key, byte[] line) {
    return switch (suite) {
      case AES_256_GCM -> hmacSha256(key, line);
      case SM4_GCM -> hmacSm3(key, line);
    };
  }

  private static byte[] hmacSha256(byte[] key, byte[] line) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(line);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("the JDK offers no HmacSHA256", e);
    }
  }

  private static byte[] hmacSm3(byte[] key, byte[] line) {
    HMac mac = new HMac(new SM3Digest());
    mac.init(new KeyParameter(key));
    mac.update(line, 0, line.length);
    byte[] value = new byte[mac.getMacSize()];
    mac.doFinal(value, 0);
    return value;
  }

  /** Compares in constant time: the value is the secret an attacker is after. */
  boolean matches(Authentication other) {
    return algorithm.equals(other.algorithm)
        && MessageDigest.isEqual(value.getBytes(US_ASCII), other.value.getBytes(US_ASCII));
  }
}
