package dev.coffer.crypto.cipher;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Plain Java: there on every machine, and the yardstick the fast libraries are checked against. */
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
    return key.open(
        SecretAccess.revealingSecrets(),
        bytes ->
            switch (suite) {
              case AES_256_GCM -> new BouncyCastleAead(AESEngine.newInstance(), bytes);
              case SM4_GCM -> new BouncyCastleAead(new SM4Engine(), bytes);
            });
  }
}
