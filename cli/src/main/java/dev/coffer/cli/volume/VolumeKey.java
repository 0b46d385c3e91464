package dev.coffer.cli.volume;

import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.cli.secret.Secrets;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The data key of a volume, as an operator gives it: hexadecimal digits, never as an argument. */
final class VolumeKey {
  @Option(
      names = "--key-fd",
      paramLabel = "N",
      description =
          "Read the volume's data key, in hexadecimal digits, from this file descriptor; it is asked"
              + " for at the terminal otherwise.")
  private @Nullable Integer descriptor;

  SecretBytes read() {
    try (SecretBytes text = Secrets.from(descriptor, "Data key: ").ask()) {
      return text.open(SecretAccess.revealingSecrets(), VolumeKey::decoded);
    }
  }

  private static SecretBytes decoded(byte[] text) {
    char[] digits = new char[text.length];
    for (int i = 0; i < text.length; i++) {
      digits[i] = (char) (text[i] & 0xff);
    }
    try {
      return SecretBytes.absorb(HexFormat.of().parseHex(digits, 0, digits.length));
    } catch (IllegalArgumentException e) {
      // Not with its cause: that names the digits.
      throw new CommandFailed("the data key is not made of pairs of hexadecimal digits");
    } finally {
      Arrays.fill(digits, '\0');
    }
  }
}
