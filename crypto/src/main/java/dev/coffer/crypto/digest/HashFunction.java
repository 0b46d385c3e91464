package dev.coffer.crypto.digest;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.ProviderException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** A hash function of 256 bits and the HMAC (RFC 2104) over it, for inputs held in memory. */
public enum HashFunction {
  /** FIPS 180-4. */
  SHA_256 {
    @Override
    public byte[] digest(byte[] input) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(input);
      } catch (GeneralSecurityException e) {
        throw new ProviderException("the JDK offers no SHA-256", e);
      }
    }

    @Override
    public Hmac hmac(byte[] key) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return new JdkHmac(mac);
      } catch (GeneralSecurityException e) {
        throw new ProviderException("the JDK offers no HmacSHA256", e);
      }
    }
  },
  /** GB/T 32905. */
  SM3 {
    @Override
    public byte[] digest(byte[] input) {
      var digest = new SM3Digest();
      digest.update(input, 0, input.length);
      byte[] output = new byte[LENGTH];
      digest.doFinal(output, 0);
      return output;
    }

    @Override
    public Hmac hmac(byte[] key) {
      var mac = new HMac(new SM3Digest());
      mac.init(new KeyParameter(key));
      return new BouncyCastleHmac(mac);
    }
  };

  /** The length in bytes of every output. */
  public static final int LENGTH = 32;

  public abstract byte[] digest(byte[] input);

  /** The HMAC under a key that is used more than once. */
  public abstract Hmac hmac(byte[] key);

  /** The HMAC of the input under the key. */
  public byte[] authenticate(byte[] key, byte[] input) {
    Hmac hmac = hmac(key);
    hmac.update(input);
    return hmac.finish();
  }

  private record JdkHmac(Mac mac) implements Hmac {
    @Override
    public void update(byte[] bytes) {
      mac.update(bytes);
    }

    @Override
    public byte[] finish() {
      return mac.doFinal();
    }
  }

  private record BouncyCastleHmac(HMac mac) implements Hmac {
    @Override
    public void update(byte[] bytes) {
      mac.update(bytes, 0, bytes.length);
    }

    @Override
    public byte[] finish() {
      byte[] output = new byte[LENGTH];
      mac.doFinal(output, 0);
      return output;
    }
  }
}
