package dev.coffer.crypto.cipher;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.Set;

/**
 * The JDK's own provider: machine code once the compiler has seen enough calls, slow until then.
 */
final class JdkCiphers implements CipherLibrary {

  @Override
  public String name() {
    return "JDK";
  }

  @Override
  public String version() {
    return Runtime.version().toString();
  }

  @Override
  public boolean isNative() {
    return true;
  }

  @Override
  public Set<Suite> suites() {
    return Set.of(Suite.AES_256_GCM);
  }

  @Override
  public Aead aead(Suite suite, SecretBytes key) {
    Ciphers.requireKeyOf(suite, key, this);
    return key.open(SecretAccess.revealingSecrets(), JdkAead::new);
  }
}
