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
    public byte[] authenticate(byte[] key, byte[] input) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(input);
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
    public byte[] authenticate(byte[] key, byte[] input) {
      var mac = new HMac(new SM3Digest());
      mac.init(new KeyParameter(key));
      mac.update(input, 0, input.length);
      byte[] output = new byte[LENGTH];
      mac.doFinal(output, 0);
      return output;
    }
  };

  /** The length in bytes of every output. */
  public static final int LENGTH = 32;

  public abstract byte[] digest(byte[] input);

  /** The HMAC of the input under the key. */
  public abstract byte[] authenticate(byte[] key, byte[] input);
}
