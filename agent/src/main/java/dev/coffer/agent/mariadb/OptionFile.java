package dev.coffer.agent.mariadb;

import dev.coffer.agent.process.SecretFile;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An option file that names an account; what it needs escaped is escaped. */
final class OptionFile {
  private static final byte[] USER = ascii("[client]\nuser=");
  private static final byte[] PASSWORD = ascii("\npassword=");
  private static final byte[] STATEMENT = ascii("\n[mariadb-client]\ninit-command=");
  private static final byte[] NO_STATEMENT = {};

  private OptionFile() {}

  static SecretFile of(String user, SecretBytes password) throws IOException {
    var userBytes = user.getBytes(StandardCharsets.UTF_8);
    return password.open(
        SecretAccess.revealingSecrets(), bytes -> of(userBytes, bytes, NO_STATEMENT));
  }

  /** One that makes the client {@code mariadb} say a statement first, and fail if that fails. */
  static SecretFile of(String user, SecretBytes password, String statement) throws IOException {
    var userBytes = user.getBytes(StandardCharsets.UTF_8);
    var said = statement.getBytes(StandardCharsets.UTF_8);
    return password.open(SecretAccess.revealingSecrets(), bytes -> of(userBytes, bytes, said));
  }

  private static SecretFile of(byte[] user, byte[] password, byte[] statement) throws IOException {
    var file =
        new byte
            [USER.length
                + PASSWORD.length
                + STATEMENT.length
                + room(user)
                + room(password)
                + room(statement)
                + 1];
    try {
      var text = ByteBuffer.wrap(file).put(USER);
      quote(user, text);
      text.put(PASSWORD);
      quote(password, text);
      if (statement.length > 0) {
        text.put(STATEMENT);
        quote(statement, text);
      }
      text.put((byte) '\n');
      return SecretFile.of(file, text.position());
    } finally {
      Arrays.fill(file, (byte) 0);
    }
  }

  private static int room(byte[] value) {
    return 2 * value.length + 2;
  }

  private static void quote(byte[] value, ByteBuffer text) {
    text.put((byte) '"');
    for (byte b : value) {
      if (b >= 0 && b < ' ') {
        throw new IllegalArgumentException("a control character in an option");
      }
      if (b == '"' || b == '\\') {
        text.put((byte) '\\');
      }
      text.put(b);
    }
    text.put((byte) '"');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
