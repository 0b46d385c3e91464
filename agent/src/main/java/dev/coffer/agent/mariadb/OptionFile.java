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

  private OptionFile() {}

  static SecretFile of(String user, SecretBytes password) throws IOException {
    var userBytes = user.getBytes(StandardCharsets.UTF_8);
    return password.open(SecretAccess.revealingSecrets(), bytes -> of(userBytes, bytes));
  }

  private static SecretFile of(byte[] user, byte[] password) throws IOException {
    var file = new byte[USER.length + PASSWORD.length + room(user) + room(password) + 1];
    try {
      var text = ByteBuffer.wrap(file).put(USER);
      quote(user, text);
      text.put(PASSWORD);
      quote(password, text);
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
        throw new IllegalArgumentException("a control character in an account's name or password");
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
