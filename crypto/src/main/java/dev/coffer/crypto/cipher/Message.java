package dev.coffer.crypto.cipher;

import java.util.Arrays;
import java.util.Objects;

/** The places that one seal or open reads and writes, checked before foreign code sees them. */
@SuppressWarnings("ArrayRecordComponent") // never compared or kept: it lives for one call
record Message(
    byte[] nonce,
    byte[] associated,
    byte[] in,
    int inOffset,
    int length,
    byte[] out,
    int outOffset) {

  Message {
    if (nonce.length != Suite.NONCE_LENGTH && nonce.length != Suite.LONG_NONCE_LENGTH) {
      throw new IllegalArgumentException("a nonce cannot have length " + nonce.length);
    }
    Objects.checkFromIndexSize(inOffset, length, in.length);
  }

  Message forSealing() {
    Objects.checkFromIndexSize(outOffset, Math.addExact(length, Suite.TAG_LENGTH), out.length);
    return this;
  }

  Message forOpening() {
    if (length < Suite.TAG_LENGTH) {
      throw new IllegalArgumentException("a sealed message cannot have length " + length);
    }
    Objects.checkFromIndexSize(outOffset, textLength(), out.length);
    return this;
  }

  /** Length of the ciphertext without its tag, when opening. */
  int textLength() {
    return length - Suite.TAG_LENGTH;
  }

  void wipeOpened() {
    Arrays.fill(out, outOffset, outOffset + textLength(), (byte) 0);
  }
}
