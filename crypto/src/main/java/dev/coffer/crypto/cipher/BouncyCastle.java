package dev.coffer.crypto.cipher;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Plain Java: there on every machine, and the yardstick the fast libraries are checked against. The
 * trap: the first class that is loaded of it makes the JDK verify its signed archive, half a second
 * of a fresh process; the cipher itself is named in {@link BouncyCastleAead} alone, so that a
 * process that has something faster never pays for it.
 */
final class BouncyCastle implements CipherLibrary {

  @Override
  public String name() {
    return "Bouncy Castle";
  }

  @Override
  public String version() {
    return new BouncyCastleProvider().getVersionStr();
  }

  @Override
  public boolean isNative() {
    return false;
  }

  @Override
  public Set<Suite> suites() {
    return EnumSet.allOf(Suite.class);
  }

  @Override
  public Aead aead(Suite suite, SecretBytes key) {
    Ciphers.requireKeyOf(suite, key, this);
    return key.open(SecretAccess.revealingSecrets(), bytes -> new BouncyCastleAead(suite, bytes));
  }
}
