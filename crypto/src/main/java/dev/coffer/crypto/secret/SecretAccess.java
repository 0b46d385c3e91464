package dev.coffer.crypto.secret;

/**
 * The right to look at the bytes of a secret. It guards nothing at run time: it makes each place
 * that handles raw key material answer a search for {@code revealingSecrets}, so that a review can
 * visit them all.
 */
public final class SecretAccess {
  private static final SecretAccess GRANTED = new SecretAccess();

  private SecretAccess() {}

  public static SecretAccess revealingSecrets() {
    return GRANTED;
  }
}
