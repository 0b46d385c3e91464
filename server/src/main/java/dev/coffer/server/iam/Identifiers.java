package dev.coffer.server.iam;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes ids and keys in the forms that the vendor's have. */
final class Identifiers {
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final String MIXED = UPPER + "abcdefghijklmnopqrstuvwxyz";

  private final SecureRandom random;

  Identifiers(SecureRandom random) {
    this.random = random;
  }

  /** 32 hexadecimal digits: a domain, a project, a user, a policy. */
  String id() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  String accessKey() {
    return text(UPPER, 20);
  }

  String secretKey() {
    return text(MIXED, 40);
  }

  /** 142 bits, without the signs that shells and JSON treat specially. */
  String password() {
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
