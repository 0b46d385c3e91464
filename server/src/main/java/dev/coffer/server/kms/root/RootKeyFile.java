package dev.coffer.server.kms.root;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.root.UnusableKeyRing.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The file {@code root.key}: one line that is the root key, or holds it sealed, or says in which
 * token it is. Whoever has this file, what opens it, and the key ring has every key, so a file that
 * others than its owner can read or write is refused.
 */
public final class RootKeyFile {
  private static final int LENGTH = 32;
  private static final int IDENTITY_LENGTH = 16;
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path file;
  private final RootKeyLine line;

  private RootKeyFile(Path file, RootKeyLine line) {
    this.file = file;
    this.line = line;
  }

  /** Makes a new root key and keeps it; what the file held before is gone. */
  public static RootKey make(Path file, RootProtection protection, SecureRandom random) {
    return switch (protection) {
      case RootProtection.Plain() -> {
        var root = new SecretRootKey(SecretBytes.random(LENGTH, random));
        write(file, new RootKeyLine.Plain(root.key()));
        yield root;
      }
      case RootProtection.ByPassphrase(Passphrase passphrase) -> {
        var root = new SecretRootKey(SecretBytes.random(LENGTH, random));
        write(file, RootKeyLine.Sealed.seal(identity(root), root.key(), passphrase, random));
        yield root;
      }
      case RootProtection.ByToken(Path library, int slot, Passphrase pin) -> {
        byte[] suffix = new byte[8];
        random.nextBytes(suffix);
        var place =
            new TokenRootKey.Place(
                library, slot, "coffer-root-" + HexFormat.of().formatHex(suffix));
        TokenRootKey root = TokenRootKey.create(place, pin);
        write(file, new RootKeyLine.InToken(identity(root), place));
        yield root;
      }
    };
  }

  /** Reads the file without opening the key; refuses a file that cannot be one. */
  public static RootKeyFile read(Path file) {
    if (Files.notExists(file)) {
      throw new UnusableKeyRing(Fault.ROOT_KEY_MISSING, file.toString());
    }
    try {
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw new UnusableKeyRing(Fault.ROOT_KEY_EXPOSED, file.toString());
      }
      byte[] text = Files.readAllBytes(file);
      try {
        return new RootKeyFile(file, RootKeyLine.parse(text).orElseThrow(() -> malformed(file)));
      } finally {
        Arrays.fill(text, (byte) 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the root key " + file, e);
    }
  }

  /** Opens a root key that needs no passphrase, or throws {@link UnusableKeyRing}. */
  public static RootKey open(Path file) {
    return read(file).open(Passphrase.none());
  }

  public boolean isInTheClear() {
    return line instanceof RootKeyLine.Plain;
  }

  public boolean isSealedUnder(Passphrase passphrase) {
    if (line instanceof RootKeyLine.Sealed sealed) {
      Optional<SecretBytes> opened = sealed.open(passphrase);
      opened.ifPresent(SecretBytes::close);
      return opened.isPresent();
    }
    return false;
  }

  public RootKey open(Passphrase passphrase) {
    RootKey root =
        switch (line) {
          case RootKeyLine.Plain(SecretBytes key) -> new SecretRootKey(key);
          case RootKeyLine.Sealed sealed ->
              new SecretRootKey(
                  sealed
                      .open(passphrase)
                      .orElseThrow(
                          () -> new UnusableKeyRing(Fault.PASSPHRASE_WRONG, file.toString())));
          case RootKeyLine.InToken(_, TokenRootKey.Place place) ->
              TokenRootKey.open(place, passphrase);
        };
    if (!identity(root).equals(identity())) {
      throw malformed(file);
    }
    return root;
  }

  /** Which root key it is, as a key ring names the one that it is sealed under. */
  public String identity() {
    return switch (line) {
      case RootKeyLine.Plain(SecretBytes key) -> {
        // The key goes on to live in the line.
        yield identity(new SecretRootKey(key));
      }
      case RootKeyLine.Sealed sealed -> sealed.identity();
      case RootKeyLine.InToken(String identity, _) -> identity;
    };
  }

  public static String identity(RootKey root) {
    try (SecretBytes identity = root.derive("coffer root key v1 identity", IDENTITY_LENGTH)) {
      return identity.open(SecretAccess.revealingSecrets(), HexFormat.of()::formatHex);
    }
  }

  private static void write(Path file, RootKeyLine line) {
    byte[] text = line.text();
    try {
      PrivateFile.replace(file, text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static UnusableKeyRing malformed(Path file) {
    return new UnusableKeyRing(Fault.ROOT_KEY_MALFORMED, file.toString());
  }
}
