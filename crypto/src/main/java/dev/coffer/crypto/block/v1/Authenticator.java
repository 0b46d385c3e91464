package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.security.MessageDigest;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Tags of one purpose; safe for use from several threads. */
final class Authenticator {
  private final BlockSuite suite;
  private final SecretBytes key;
  private final ConcurrentLinkedQueue<Hmac> idle = new ConcurrentLinkedQueue<>();

  Authenticator(BlockSuite suite, SecretBytes key) {
    this.suite = suite;
    this.key = key;
  }

  void tag(byte[] message, int offset, int length, byte[] out, int outOffset) {
    Hmac hmac = borrow();
    hmac.update(message, offset, length);
    hmac.finish(out, outOffset);
    idle.add(hmac);
  }

  byte[] tag(byte[] message) {
    byte[] tag = new byte[Hmac.LENGTH];
    tag(message, 0, message.length, tag, 0);
    return tag;
  }

  boolean matches(byte[] message, int offset, int length, byte[] in, int tagOffset) {
    byte[] expected = new byte[Hmac.LENGTH];
    tag(message, offset, length, expected, 0);
    byte[] found = new byte[Hmac.LENGTH];
    System.arraycopy(in, tagOffset, found, 0, Hmac.LENGTH);
    return MessageDigest.isEqual(expected, found);
  }

  private Hmac borrow() {
    Hmac hmac = idle.poll();
    return hmac == null
        ? key.open(SecretAccess.revealingSecrets(), bytes -> Hmac.of(suite, bytes))
        : hmac;
  }
}
