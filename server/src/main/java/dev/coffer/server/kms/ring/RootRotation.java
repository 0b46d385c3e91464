package dev.coffer.server.kms.ring;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;

import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootKey;
import dev.coffer.server.kms.root.RootKeyFile;
import dev.coffer.server.kms.root.RootProtection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Puts a new root key under the key ring of a data directory; no data is touched. Wherever it
 * stops, the ring opens: it says itself which root key it is sealed under, and the next opening
 * takes that one of the two. Nobody else may have the directory meanwhile.
 */
public final class RootRotation {
  private static final String ROOT_KEY = "root.key";
  private static final String RING = "keyring.json";
  private static final String NEXT = "root.key.next";

  private final Path directory;
  private final SecureRandom random;

  public RootRotation(Path directory, SecureRandom random) {
    this.directory = directory;
    this.random = random;
  }

  public void run(Passphrase current, RootProtection protection) {
    // What if everything stops after a line: the old root key opens; the same; the new one opens.
    try (RingStorage vault = RingStorage.open(directory, current, random);
        RootKey next = prepare(protection)) {
      reseal(vault, next);
    }
    promote(directory);
  }

  RootKey prepare(RootProtection protection) {
    return RootKeyFile.make(directory.resolve(NEXT), protection, random);
  }

  void reseal(RingStorage vault, RootKey next) {
    vault.reseal(directory, next);
  }

  /** Puts the ring under a root key that this passphrase opens, unless it is under one already. */
  public void runOnce(Passphrase current, Passphrase wanted) {
    if (!fileOf(directory, directory.resolve(RING)).isSealedUnder(wanted)) {
      run(current, new RootProtection.ByPassphrase(wanted));
    }
  }

  /** The root key that a ring is sealed under; what a rotation left undone is done first. */
  static RootKey rootOf(Path directory, Path ring, Passphrase passphrase) {
    return fileOf(directory, ring).open(passphrase);
  }

  private static RootKeyFile fileOf(Path directory, Path ring) {
    RootKeyFile current = RootKeyFile.read(directory.resolve(ROOT_KEY));
    Path next = directory.resolve(NEXT);
    if (Files.exists(next)) {
      String wanted = KeyRingFile.claimedRoot(ring);
      if (!current.identity().equals(wanted) && RootKeyFile.read(next).identity().equals(wanted)) {
        promote(directory);
        return RootKeyFile.read(directory.resolve(ROOT_KEY));
      }
    }
    return current;
  }

  private static void promote(Path directory) {
    try {
      Files.move(directory.resolve(NEXT), directory.resolve(ROOT_KEY), ATOMIC_MOVE);
      try (FileChannel channel = FileChannel.open(directory, READ)) {
        channel.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot put the new root key in place in " + directory, e);
    }
  }
}
