package dev.coffer.server.kms.root;

import dev.coffer.crypto.secret.SecretBytes;

/** Where the passphrase of a root key, or the PIN of its token, comes from. */
@FunctionalInterface
public interface Passphrase {
  /** Asked only where one is needed; the asker closes what it gets. */
  SecretBytes ask();

  /** For those who have none: a root key that needs one is refused. */
  static Passphrase none() {
    return () -> {
      throw new UnusableKeyRing(UnusableKeyRing.Fault.PASSPHRASE_MISSING, "root.key");
    };
  }
}
