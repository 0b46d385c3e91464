package dev.coffer.agent.mariadb;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The forms of a password that MariaDB takes. */
public final class Passwords {
  private static final HexFormat HEX = HexFormat.of();

  private Passwords() {}

  /** The password that stands for a control secret of any bytes: its hexadecimal digits. */
  static SecretBytes ofControl(SecretBytes secret) {
    return secret.open(
        SecretAccess.revealingSecrets(),
        bytes -> SecretBytes.absorb(HEX.formatHex(bytes).getBytes(StandardCharsets.US_ASCII)));
  }

  /** What {@code mysql_native_password} stores: SHA-1 twice, so the password itself stays here. */
  public static String hash(SecretBytes password) {
    return password.open(
        SecretAccess.revealingSecrets(),
        bytes -> "*" + HEX.withUpperCase().formatHex(sha1(sha1(bytes))));
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-1", impossible);
    }
  }
}
