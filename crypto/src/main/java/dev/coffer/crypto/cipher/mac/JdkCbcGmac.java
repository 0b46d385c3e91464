package dev.coffer.crypto.cipher.mac;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** By the JDK, which is slow until its compiler has seen a few hundred megabytes. */
final class JdkCbcGmac implements CbcGmacEngine {
  private final SecretKeySpec key;
  private final SecretKeySpec tagKey;
  private final Cipher cipher;
  private final Cipher mac;

  JdkCbcGmac(byte[] keys) {
    key = new SecretKeySpec(keys, 0, KEY_LENGTH, "AES");
    tagKey = new SecretKeySpec(keys, KEY_LENGTH, KEYS_LENGTH - KEY_LENGTH, "AES");
    try {
      cipher = Cipher.getInstance("AES/CBC/NoPadding");
      mac = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new ProviderException("the platform lacks AES-CBC or AES-GCM", e);
    }
  }

  @Override
  public void encrypt(
      byte[] vector, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    start(cipher, Cipher.ENCRYPT_MODE, key, new IvParameterSpec(vector));
    finish(in, inOffset, length, out, outOffset);
  }

  @Override
  public void decrypt(
      byte[] vector, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    start(cipher, Cipher.DECRYPT_MODE, key, new IvParameterSpec(vector));
    finish(in, inOffset, length, out, outOffset);
  }

  private static void start(
      Cipher cipher, int mode, SecretKeySpec key, AlgorithmParameterSpec parameters) {
    try {
      cipher.init(mode, key, parameters);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot set up " + cipher.getAlgorithm(), e);
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
  public void tag(byte[] vector, byte[] head, byte[] in, int offset, int length, byte[] tag) {
    startTag(Cipher.ENCRYPT_MODE, vector, head);
    mac.updateAAD(in, offset, length);
    try {
      int _ = mac.doFinal(tag, 0);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("no room for a tag in %d bytes".formatted(tag.length), e);
    }
  }

  @Override
  public boolean isAuthentic(
      byte[] vector, byte[] head, byte[] in, int offset, int length, byte[] tag) {
    startTag(Cipher.DECRYPT_MODE, vector, head);
    mac.updateAAD(in, offset, length);
    try {
      byte[] _ = mac.doFinal(tag);
      return true;
    } catch (AEADBadTagException _) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot check %d bytes".formatted(length), e);
    }
  }

  private void startTag(int mode, byte[] vector, byte[] head) {
    start(mac, mode, tagKey, new GCMParameterSpec(8 * TAG_LENGTH, vector));
    mac.updateAAD(head);
  }

  @Override
  public void close() {}
}
