package dev.coffer.server;

import dev.coffer.server.kms.ring.RootRotation;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.kms.root.RootProtection;
import dev.coffer.server.kms.root.UnusableKeyRing;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Changes the root key of a data directory that no server has. */
public final class RotateRoot {
  private RotateRoot() {}

  /**
   * Returns when the key ring is under a new root key and the old one is gone.
   *
   * @throws CannotStart where the operator has to do something first
   */
  public static void run(Path data, Passphrase current, RootProtection protection)
      throws IOException {
    var layout = new DataLayout(data);
    try (DataDirectory _ = DataDirectory.take(layout)) {
      new RootRotation(layout.server(), new SecureRandom()).run(current, protection);
    } catch (UnusableKeyRing refusal) {
      throw new CannotStart(String.valueOf(refusal.getMessage()), refusal);
    }
  }
}
