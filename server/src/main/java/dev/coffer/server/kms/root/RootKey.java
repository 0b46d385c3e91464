package dev.coffer.server.kms.root;

import dev.coffer.crypto.secret.SecretBytes;

/**
 * The key under every other key. It leaves its keeper only as keys derived for one purpose, so that
 * a token that never gives it out can stand here as well as a file.
 */
public interface RootKey extends AutoCloseable {
  /**
   * The key for a purpose: the same one for the same purpose, for as long as the root key lives.
   */
  SecretBytes derive(String purpose, int length);

  @Override
  void close();
}
