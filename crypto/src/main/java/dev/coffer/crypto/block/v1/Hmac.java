package dev.coffer.crypto.block.v1;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** One keyed hash, for one thread at a time; 32 bytes in either suite. */
sealed interface Hmac {
  int LENGTH = 32;

  void update(byte[] bytes, int offset, int length);

  /** Writes the tag and is ready for the next message. */
  void finish(byte[] out, int offset);

  static Hmac of(BlockSuite suite, byte[] key) {
    return switch (suite) {
      case GENERAL_CIPHER -> new Sha256(key);
      case SM_COMPATIBLE -> new Sm3(key);
    };
  }

  /** By the JDK, whose SHA-256 is the processor's own. */
  final class Sha256 implements Hmac {
    private final Mac mac;

    Sha256(byte[] key) {
      try {
        mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
      } catch (GeneralSecurityException e) {
        throw new ProviderException("cannot set up HMAC-SHA-256", e);
      }
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
      mac.update(bytes, offset, length);
    }

    @Override
    public void finish(byte[] out, int offset) {
      try {
        mac.doFinal(out, offset);
      } catch (GeneralSecurityException e) {
        throw new ProviderException("no room for a tag at " + offset, e);
      }
    }
  }

  /** By Bouncy Castle; it only ever sees short messages. */
  final class Sm3 implements Hmac {
    private final HMac mac = new HMac(new SM3Digest());

    Sm3(byte[] key) {
      mac.init(new KeyParameter(key));
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
      mac.update(bytes, offset, length);
    }

    @Override
    public void finish(byte[] out, int offset) {
      mac.doFinal(out, offset);
    }
  }
}
