package dev.coffer.cli.secret;

import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.root.Passphrase;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Secrets that an operator gives: through a file descriptor or at the terminal, never as text. */
public final class Secrets {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private Secrets() {}

  public static Passphrase from(@Nullable Integer descriptor, String prompt) {
    return descriptor == null ? () -> asked(prompt) : () -> read(descriptor);
  }

  // Redirected output is no terminal; the null is what the method's declaration still allows for.
  @SuppressWarnings("SystemConsoleNull")
  private static SecretBytes asked(String prompt) {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new CommandFailed(
          "a secret is needed and there is no terminal to ask on: give it through a file descriptor");
    }
    char[] characters = console.readPassword("%s", prompt);
    if (characters == null) {
      throw new CommandFailed("no secret was given");
    }
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
    Arrays.fill(characters, '\0');
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes).rewind().put(new byte[bytes.length]);
    return notEmpty(bytes);
  }

  /** The secret in a file that is closed to others than its owner, without its line end. */
  public static Passphrase in(Path file) {
    return () -> {
      try {
        if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
          throw new CommandFailed(file + " can be read or written by others: chmod 600 it");
        }
        return secret(Files.readAllBytes(file));
      } catch (IOException e) {
        throw new CommandFailed("cannot read " + file, e);
      }
    };
  }

  private static SecretBytes read(int descriptor) {
    try {
      return secret(Files.readAllBytes(Path.of("/proc/self/fd/" + descriptor)));
    } catch (IOException e) {
      throw new CommandFailed("cannot read file descriptor " + descriptor, e);
    }
  }

  private static SecretBytes secret(byte[] bytes) {
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\n') {
      length--;
    }
    byte[] line = Arrays.copyOf(bytes, length);
    Arrays.fill(bytes, (byte) 0);
    return notEmpty(line);
  }

  private static SecretBytes notEmpty(byte[] bytes) {
    if (bytes.length == 0) {
      throw new CommandFailed("the secret is empty");
    }
    return SecretBytes.absorb(bytes);
  }
}
