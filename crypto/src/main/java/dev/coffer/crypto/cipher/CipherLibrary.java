package dev.coffer.crypto.cipher;

import dev.coffer.crypto.secret.SecretBytes;
import java.util.Set;

/** Something on this machine that implements suites. Safe for use from several threads. */
public sealed interface CipherLibrary
    permits LibCrypto, LibGcrypt, JdkCiphers, BouncyCastle, WarmingAes {

  String name();

  String version();

  /** Whether it runs machine code made for the purpose; without that SM4 is ten times slower. */
  boolean isNative();

  /** The suites for which it gave the known answer when it was found. */
  Set<Suite> suites();

  /** Loads a key of the suite's length; the caller closes what it gets. */
  Aead aead(Suite suite, SecretBytes key);
}
