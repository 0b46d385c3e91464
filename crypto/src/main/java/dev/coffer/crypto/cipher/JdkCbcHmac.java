package dev.coffer.crypto.cipher;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** By the JDK, which is slow until its compiler has seen a few hundred megabytes. */
final class JdkCbcHmac implements CbcHmacEngine {
  private final SecretKeySpec key;
  private final Cipher cipher;
  private final Mac mac;

  JdkCbcHmac(byte[] keys) {
    key = new SecretKeySpec(keys, 0, KEY_LENGTH, "AES");
    try {
      cipher = Cipher.getInstance("AES/CBC/NoPadding");
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keys, KEY_LENGTH, KEYS_LENGTH - KEY_LENGTH, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new ProviderException("the platform lacks AES-CBC or HMAC-SHA-256", e);
    }
  }

  @Override
  public void encrypt(
      byte[] vector, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    start(Cipher.ENCRYPT_MODE, vector);
    finish(in, inOffset, length, out, outOffset);
  }

  @Override
  public void decrypt(
      byte[] vector, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    start(Cipher.DECRYPT_MODE, vector);
    finish(in, inOffset, length, out, outOffset);
  }

  private void start(int mode, byte[] vector) {
    try {
      cipher.init(mode, key, new IvParameterSpec(vector));
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot set up AES-CBC", e);
    }
  }

  private void finish(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    try {
      int _ = cipher.doFinal(in, inOffset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot transform %d bytes".formatted(length), e);
    }
  }

  @Override
  public void tag(byte[] head, byte[] in, int offset, int length, byte[] tag) {
    mac.update(head);
    mac.update(in, offset, length);
    try {
      mac.doFinal(tag, 0);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("no room for a tag in %d bytes".formatted(tag.length), e);
    }
  }

  @Override
  public void close() {}
}
