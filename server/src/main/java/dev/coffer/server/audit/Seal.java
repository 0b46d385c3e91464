package dev.coffer.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.HexFormat;

/** The MAC of one log: HMAC over a hash function, under a key of its own. */
final class Seal {
  static final int HEX_LENGTH = 2 * HashFunction.LENGTH;
  static final String NOTHING = "0".repeat(HEX_LENGTH);

  private final HashFunction hash;
  private final SecretBytes key;

  Seal(HashFunction hash, SecretBytes key) {
    this.hash = hash;
    this.key = key;
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
    return mac("line\n", line);
  }

  /** The MAC of the log's head. */
  String ofHead(String head) {
    return mac("head\n", head.getBytes(UTF_8));
  }

  private String mac(String domain, byte[] text) {
    byte[] prefix = domain.getBytes(UTF_8);
    byte[] input = new byte[prefix.length + text.length];
    System.arraycopy(prefix, 0, input, 0, prefix.length);
    System.arraycopy(text, 0, input, prefix.length, text.length);
    byte[] mac = key.open(SecretAccess.revealingSecrets(), k -> hash.authenticate(k, input));
    return HexFormat.of().formatHex(mac);
  }
}
