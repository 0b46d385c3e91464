package dev.coffer.server.kms.root;

import java.nio.file.Path;

/** How a root key is kept. */
public sealed interface RootProtection {
  /** In the file as it is; who reads the file has it. */
  record Plain() implements RootProtection {}

  /** In the file, sealed under a key derived from a passphrase. */
  record ByPassphrase(Passphrase passphrase) implements RootProtection {}

  /**
   * In a PKCS#11 token that never gives it out; the file only says where.
   *
   * @param slot the token's place among the slots of the library that hold one
   */
  record ByToken(Path library, int slot, Passphrase pin) implements RootProtection {}
}
