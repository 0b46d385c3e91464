package dev.coffer.crypto.cipher;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM by the JDK. The trap: neither its key object nor its key schedule can be wiped. */
final class JdkAead extends CheckedAead {
  // Many small updates reach the JDK's compiled code far sooner than one large doFinal does.
  private static final int SLICE = 16 * 1024;

  private final SecretKey key;
  private final Cipher cipher;

  JdkAead(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new ProviderException("the JDK offers no AES/GCM/NoPadding", e);
    }
  }

  @Override
  void seal(Message message) {
    try {
      start(Cipher.ENCRYPT_MODE, message);
      int end = message.inOffset() + message.length();
      int in = message.inOffset();
      int out = message.outOffset();
      for (; end - in > SLICE; in += SLICE) {
        out += cipher.update(message.in(), in, SLICE, message.out(), out);
      }
      cipher.doFinal(message.in(), in, end - in, message.out(), out);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot seal " + message.length() + " bytes", e);
    }
  }

  @Override
  boolean open(Message message) {
    try {
      start(Cipher.DECRYPT_MODE, message);
      cipher.doFinal(
          message.in(), message.inOffset(), message.length(), message.out(), message.outOffset());
      return true;
    } catch (AEADBadTagException _) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot open " + message.length() + " bytes", e);
    }
  }

  private void start(int mode, Message message) throws GeneralSecurityException {
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, message.nonce()));
    cipher.updateAAD(message.associated());
  }

  @Override
  void wipe() {}
}
