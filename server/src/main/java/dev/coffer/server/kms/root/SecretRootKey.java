package dev.coffer.server.kms.root;

import dev.coffer.crypto.secret.SecretBytes;

/** A root key held in memory. */
record SecretRootKey(SecretBytes key) implements RootKey {
  @Override
  public SecretBytes derive(String purpose, int length) {
    return key.derive(purpose, length);
  }

  @Override
  public void close() {
    key.close();
  }
}
