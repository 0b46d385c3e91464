package dev.coffer.server.kms;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * A root key in a file of its own: {@code coffer-root-key-v1:} and 32 bytes in Base64 on one line.
 * Whoever has this file and the key ring has every key, so a file that others than its owner can
 * read or write is refused.
 */
public final class RootKeyFile implements RootKey {
  private static final byte[] PREFIX = "coffer-root-key-v1:".getBytes(US_ASCII);
  private static final int LENGTH = 32;
  private static final int TEXT_LENGTH = PREFIX.length + 44 + 1;
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final SecretBytes key;

  private RootKeyFile(SecretBytes key) {
    this.key = key;
  }

  /** Makes a new root key and keeps it in the file, which must not exist. */
  public static RootKeyFile create(Path file, SecureRandom random) {
    if (Files.exists(file)) {
      throw new IllegalStateException("there is a root key already: " + file);
    }
    SecretBytes key = SecretBytes.random(LENGTH, random);
    byte[] text = key.open(SecretAccess.revealingSecrets(), RootKeyFile::text);
    try {
      PrivateFile.replace(file, text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
    return new RootKeyFile(key);
  }

  /** Opens the root key that the file keeps, or throws {@link UnusableKeyRing}. */
  public static RootKeyFile open(Path file) {
    if (Files.notExists(file)) {
      throw new UnusableKeyRing(UnusableKeyRing.Fault.ROOT_KEY_MISSING, file.toString());
    }
    try {
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw new UnusableKeyRing(UnusableKeyRing.Fault.ROOT_KEY_EXPOSED, file.toString());
      }
      return new RootKeyFile(parse(Files.readAllBytes(file), file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the root key " + file, e);
    }
  }

  @Override
  public SecretBytes derive(String purpose, int length) {
    return key.derive(purpose, length);
  }

  @Override
  public void close() {
    key.close();
  }

  private static byte[] text(byte[] key) {
    byte[] base64 = Base64.getEncoder().encode(key);
    byte[] text = Arrays.copyOf(PREFIX, TEXT_LENGTH);
    System.arraycopy(base64, 0, text, PREFIX.length, base64.length);
    text[TEXT_LENGTH - 1] = '\n';
    Arrays.fill(base64, (byte) 0);
    return text;
  }

  /** Zeroes the text. */
  private static SecretBytes parse(byte[] text, Path file) {
    byte[] base64 = Arrays.copyOfRange(text, Math.min(PREFIX.length, text.length), text.length);
    try {
      if (text.length != TEXT_LENGTH
          || text[TEXT_LENGTH - 1] != '\n'
          || !Arrays.equals(text, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
        throw malformed(file);
      }
      ByteBuffer decoded =
          Base64.getDecoder().decode(ByteBuffer.wrap(base64, 0, base64.length - 1));
      return SecretBytes.absorb(decoded.array());
    } catch (IllegalArgumentException _) {
      throw malformed(file);
    } finally {
      Arrays.fill(base64, (byte) 0);
      Arrays.fill(text, (byte) 0);
    }
  }

  private static UnusableKeyRing malformed(Path file) {
    return new UnusableKeyRing(UnusableKeyRing.Fault.ROOT_KEY_MALFORMED, file.toString());
  }
}
