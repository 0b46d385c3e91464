package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.cipher.mac.HmacEngine;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.security.MessageDigest;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Tags of one purpose; safe for use from several threads. */
public final class Authenticator implements AutoCloseable {
  private static final int LENGTH = HashFunction.LENGTH;

  private final BlockSuite suite;
  private final SecretBytes key;
  private final ConcurrentLinkedQueue<HmacEngine> idle = new ConcurrentLinkedQueue<>();

  Authenticator(BlockSuite suite, SecretBytes key) {
    this.suite = suite;
    this.key = key;
  }

  /** Writes the tag of a part of an array to a place. */
  public void tag(byte[] message, int offset, int length, byte[] out, int outOffset) {
    HmacEngine hmac = borrow();
    hmac.tag(message, offset, length, out, outOffset);
    idle.add(hmac);
  }

  byte[] tag(byte[] message) {
    byte[] tag = new byte[LENGTH];
    tag(message, 0, message.length, tag, 0);
    return tag;
  }

  /** Whether the tag of a part of {@code message} stands in {@code in}; in constant time. */
  public boolean matches(byte[] message, int offset, int length, byte[] in, int tagOffset) {
    byte[] expected = new byte[LENGTH];
    tag(message, offset, length, expected, 0);
    byte[] found = new byte[LENGTH];
    System.arraycopy(in, tagOffset, found, 0, LENGTH);
    return MessageDigest.isEqual(expected, found);
  }

  private HmacEngine borrow() {
    HmacEngine hmac = idle.poll();
    return hmac == null
        ? key.open(
            SecretAccess.revealingSecrets(), bytes -> HmacEngine.of(suite.hashFunction(), bytes))
        : hmac;
  }

  @Override
  public void close() {
    key.close();
    for (HmacEngine hmac = idle.poll(); hmac != null; hmac = idle.poll()) {
      hmac.close();
    }
  }
}
