package dev.coffer.crypto.cipher.mac;

import dev.coffer.crypto.digest.Hmac;
import java.util.Arrays;

/** By the JDK or Bouncy Castle, which are slow until the optimizing compiler has seen them. */
record PortableHmac(Hmac hmac) implements HmacEngine {
  @Override
  public void tag(byte[] message, int offset, int length, byte[] out, int outOffset) {
    hmac.update(Arrays.copyOfRange(message, offset, offset + length));
    byte[] tag = hmac.finish();
    System.arraycopy(tag, 0, out, outOffset, tag.length);
  }

  @Override
  public void close() {}
}
