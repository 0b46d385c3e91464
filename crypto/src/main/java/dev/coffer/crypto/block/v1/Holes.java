package dev.coffer.crypto.block.v1;

import java.nio.ByteBuffer;

/**
 * Entries that say: this block was left out on purpose. Sixteen zero bytes, which no sealed block's
 * entry begins with, then a tag over file and block: a dropped block cannot pass for a hole.
 */
final class Holes {
  static final int MARK = 16;

  private final Authenticator authenticator;
  private final FileId file;

  Holes(Authenticator authenticator, FileId file) {
    this.authenticator = authenticator;
    this.file = file;
  }

  void seal(long block, Place entry) {
    entry.clear(MARK);
    byte[] message = message(block);
    authenticator.tag(message, 0, message.length, entry.array(), entry.offset() + MARK);
  }

  boolean isHole(long block, Place entry) {
    byte[] message = message(block);
    return entry.isZero(MARK)
        && authenticator.matches(message, 0, message.length, entry.array(), entry.offset() + MARK);
  }

  private byte[] message(long block) {
    ByteBuffer message = ByteBuffer.allocate(FileId.LENGTH + Long.BYTES);
    file.write(message);
    return message.putLong(block).array();
  }
}
