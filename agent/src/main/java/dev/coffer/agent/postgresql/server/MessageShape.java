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

  private static final int OK = 0;
  private static final int MD5 = 5;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;
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
      case 'C' -> isText() && isEnd();
      case 'Z' -> skip(1) && isEnd();
      case 'K' -> skip(2 * Integer.BYTES) && isEnd();
      case '1', '2', '3', 'n', 's', 'I' -> isEnd();
      case 'E', 'N' -> true;
      default -> false;
    };
  }

  /** Of the kinds those that the driver answers, and that it is let in. */
  private boolean isAboutAuthentication() {
    return switch (count(Integer.BYTES)) {
      case OK -> isEnd();
      case MD5 -> skip(Integer.BYTES) && isEnd();
      case SASL -> areMechanisms();
      case SASL_CONTINUE, SASL_FINAL -> true;
      default -> false;
    };
  }

  /** One at least; an empty name ends them. */
  private boolean areMechanisms() {
    int names = 0;
    while (rest.hasRemaining() && rest.get(rest.position()) != 0) {
      if (!isText()) {
        return false;
      }
      names++;
    }
    return names > 0 && skip(1) && isEnd();
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
