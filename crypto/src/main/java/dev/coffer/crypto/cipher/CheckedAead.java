package dev.coffer.crypto.cipher;

import javax.crypto.AEADBadTagException;

/** What every library's cipher does around the library's own calls. */
abstract sealed class CheckedAead implements Aead
    permits LibCryptoAead, LibGcryptAead, JdkAead, BouncyCastleAead {
  static final int TAG_BITS = Suite.TAG_LENGTH * Byte.SIZE;

  private boolean closed;

  abstract void seal(Message message);

  /** Whether the tag is right; if not, what was written so far does not matter. */
  abstract boolean open(Message message);

  abstract void wipe();

  @Override
  public final int seal(
      byte[] nonce, byte[] associated, byte[] in, int inOffset, int length, byte[] out, int at) {
    requireNotClosed();
    seal(new Message(nonce, associated, in, inOffset, length, out, at).forSealing());
    return length + Suite.TAG_LENGTH;
  }

  @Override
  public final int open(
      byte[] nonce, byte[] associated, byte[] in, int inOffset, int length, byte[] out, int at)
      throws AEADBadTagException {
    requireNotClosed();
    Message message = new Message(nonce, associated, in, inOffset, length, out, at).forOpening();
    if (!open(message)) {
      message.wipeOpened();
      throw new AEADBadTagException("tag does not match");
    }
    return message.textLength();
  }

  @Override
  public final void close() {
    if (!closed) {
      closed = true;
      wipe();
    }
  }

  private void requireNotClosed() {
    if (closed) {
      throw new IllegalStateException("cipher is closed");
    }
  }
}
