package dev.coffer.agent.postgresql.server;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Whether a server's message is what its type says, to the byte. The driver reads most messages by
 * their fields and not by their length: one that ends early would have it take what follows for
 * lengths, unseen by who reads by messages. Of the types only those are known that answer requests
 * of ours.
 *
 * <p>Source: PostgreSQL, Frontend/Backend Protocol 3.0, Message Formats.
 */
final class MessageShape {
  private static final int NULL = -1;

  /** Numbers and types of a column, behind its name. */
  private static final int OF_A_COLUMN = 18;

  private static final int SASL = 10;
  private static final int SASL_FINAL = 12;

  private final ByteBuffer rest;

  private MessageShape(ByteBuffer rest) {
    this.rest = rest;
  }

  /**
   * @param body what is behind the length
   */
  static void require(char type, ByteBuffer body) throws IOException {
    if (!new MessageShape(body.slice()).isOf(type)) {
      throw new IOException(
          "the server sends a message that is none of the protocol's (type %02x)"
              .formatted((int) type));
    }
  }

  private boolean isOf(char type) {
    return switch (type) {
      case 'D' -> areValues(count(Short.BYTES)) && isEnd();
      case 'T' -> areColumns(count(Short.BYTES)) && isEnd();
      case 't' -> skip(Integer.BYTES * count(Short.BYTES)) && isEnd();
      case 'R' -> isAboutAuthentication();
      case 'S' -> areTexts(2) && isEnd();
      case 'A' -> skip(Integer.BYTES) && areTexts(2) && isEnd();
      case 'C' -> isText() && isEnd();
      case 'Z' -> skip(1) && isEnd();
      case 'K' -> skip(2 * Integer.BYTES) && isEnd();
      case '1', '2', '3', 'n', 's', 'I' -> isEnd();
      case 'E', 'N' -> true;
      default -> false;
    };
  }

  private boolean isAboutAuthentication() {
    int kind = count(Integer.BYTES);
    return switch (kind) {
      case SASL -> areMechanisms();
      case SASL + 1, SASL_FINAL -> true;
      default -> rest.remaining() <= Integer.BYTES;
    };
  }

  private boolean areMechanisms() {
    while (rest.remaining() > 1) {
      if (!isText()) {
        return false;
      }
    }
    return rest.remaining() == 1 && rest.get() == 0;
  }

  private boolean areValues(int count) {
    for (int i = 0; i < count; i++) {
      if (rest.remaining() < Integer.BYTES) {
        return false;
      }
      int size = rest.getInt();
      if (size != NULL && !skip(size)) {
        return false;
      }
    }
    return count >= 0;
  }

  private boolean areColumns(int count) {
    for (int i = 0; i < count; i++) {
      if (!isText() || !skip(OF_A_COLUMN)) {
        return false;
      }
    }
    return count >= 0;
  }

  /** Negative where there is none. */
  private int count(int width) {
    if (rest.remaining() < width) {
      return -1;
    }
    return width == Short.BYTES ? rest.getShort() : rest.getInt();
  }

  private boolean areTexts(int count) {
    for (int i = 0; i < count; i++) {
      if (!isText()) {
        return false;
      }
    }
    return true;
  }

  private boolean isText() {
    while (rest.hasRemaining()) {
      if (rest.get() == 0) {
        return true;
      }
    }
    return false;
  }

  private boolean skip(int bytes) {
    if (bytes < 0 || bytes > rest.remaining()) {
      return false;
    }
    rest.position(rest.position() + bytes);
    return true;
  }

  private boolean isEnd() {
    return !rest.hasRemaining();
  }
}
