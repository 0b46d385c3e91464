package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.digest.Hmac;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.HexFormat;

/** The MAC of one log: HMAC over a hash function, under a key of its own. For any thread. */
final class Seal {
  static final int HEX_LENGTH = 2 * HashFunction.LENGTH;
  static final String NOTHING = "0".repeat(HEX_LENGTH);

  private static final byte[] LINE = "line\n".getBytes(UTF_8);
  private static final byte[] HEAD = "head\n".getBytes(UTF_8);
  private static final byte[] START = "start\n".getBytes(UTF_8);

  private final Hmac lines;
  private final Hmac heads;

  /** Reads the key and closes it. */
  Seal(HashFunction hash, SecretBytes key) {
    try (key) {
      lines = key.open(SecretAccess.revealingSecrets(), hash::hmac);
      heads = key.open(SecretAccess.revealingSecrets(), hash::hmac);
    }
  }

  /** What the key is derived for: no log under one hash function can pass for one under another. */
  static String purpose(HashFunction hash) {
    return "coffer audit v1 " + name(hash);
  }

  static String name(HashFunction hash) {
    return switch (hash) {
      case SHA_256 -> "HMAC-SHA-256";
      case SM3 -> "HMAC-SM3";
    };
  }

  /** The MAC of a line in hexadecimal; the line holds the MAC of the one before it. */
  String of(byte[] line) {
    return mac(lines, LINE, line);
  }

  /** The MAC of the log's head. */
  String ofHead(String head) {
    return mac(heads, HEAD, head.getBytes(UTF_8));
  }

  /** The MAC of where the log begins, once its first lines were removed. */
  String ofStart(String head) {
    return mac(heads, START, head.getBytes(UTF_8));
  }

  private static String mac(Hmac hmac, byte[] domain, byte[] text) {
    // Readers verify while the log is written.
    synchronized (hmac) {
      hmac.update(domain);
      hmac.update(text);
      return HexFormat.of().formatHex(hmac.finish());
    }
  }
}
