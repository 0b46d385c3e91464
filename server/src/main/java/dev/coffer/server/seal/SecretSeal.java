package dev.coffer.server.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.cipher.Aead;
import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;

/**
 * Seals secrets for storage under one key. A sealed secret opens only under that key and for the
 * place it was sealed for, so that two stored secrets cannot be exchanged. The nonce is random: one
 * key is good for 2^32 secrets (NIST SP 800-38D), far above what is stored.
 */
public final class SecretSeal implements AutoCloseable {
  private final Suite suite;
  private final SecretBytes key;
  private final SecureRandom random;

  /** Takes the key over and closes it with itself. */
  public SecretSeal(SecretBytes key, SecureRandom random) {
    this(Suite.AES_256_GCM, key, random);
  }

  /** The same with another cipher. */
  public SecretSeal(Suite suite, SecretBytes key, SecureRandom random) {
    this.suite = suite;
    this.key = key;
    this.random = random;
  }

  /** The secret as Base64 of nonce, ciphertext and tag. */
  public String seal(String place, SecretBytes secret) {
    byte[] sealed = new byte[Suite.NONCE_LENGTH + secret.length() + Suite.TAG_LENGTH];
    byte[] nonce = new byte[Suite.NONCE_LENGTH];
    random.nextBytes(nonce);
    System.arraycopy(nonce, 0, sealed, 0, nonce.length);
    try (Aead aead = Ciphers.aead(suite, key)) {
      secret.open(
          SecretAccess.revealingSecrets(),
          bytes ->
              aead.seal(
                  nonce, place.getBytes(UTF_8), bytes, 0, bytes.length, sealed, nonce.length));
    }
    return Base64.getEncoder().encodeToString(sealed);
  }

  /** The secret; empty where the text was not sealed under this key for this place. */
  public Optional<SecretBytes> open(String place, String sealed) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(sealed);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    int length = bytes.length - Suite.NONCE_LENGTH;
    if (length <= Suite.TAG_LENGTH) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(bytes, Suite.NONCE_LENGTH);
    byte[] opened = new byte[length - Suite.TAG_LENGTH];
    try (Aead aead = Ciphers.aead(suite, key)) {
      aead.open(nonce, place.getBytes(UTF_8), bytes, Suite.NONCE_LENGTH, length, opened, 0);
    } catch (AEADBadTagException _) {
      return Optional.empty();
    }
    return Optional.of(SecretBytes.absorb(opened));
  }

  @Override
  public void close() {
    key.close();
  }
}
