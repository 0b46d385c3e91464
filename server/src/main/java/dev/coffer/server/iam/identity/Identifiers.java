package dev.coffer.server.iam.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.digest.HashFunction;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** Makes ids and keys in the forms that the vendor's have. */
public final class Identifiers {
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final String MIXED = UPPER + "abcdefghijklmnopqrstuvwxyz";

  private final SecureRandom random;

  public Identifiers(SecureRandom random) {
    this.random = random;
  }

  /** An id that is the same on every server, for what comes with it. */
  public static String named(String name) {
    byte[] digest = HashFunction.SHA_256.digest(name.getBytes(UTF_8));
    return HexFormat.of().formatHex(digest, 0, 16);
  }

  /** 32 hexadecimal digits: a domain, a project, a user, a policy. */
  public String id() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /** An enterprise project: a random UUID. */
  public UUID uuid() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new UUID(halves.getLong(), halves.getLong());
  }

  public String accessKey() {
    return text(UPPER, 20);
  }

  /** The vendor's form of one that lives for a while. */
  public String temporaryAccessKey() {
    return "HST" + text(UPPER, 17);
  }

  public String secretKey() {
    return text(MIXED, 40);
  }

  /** 142 bits, without the signs that shells and JSON treat specially. */
  public String password() {
    return text(MIXED, 24);
  }

  private String text(String alphabet, int length) {
    var text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
