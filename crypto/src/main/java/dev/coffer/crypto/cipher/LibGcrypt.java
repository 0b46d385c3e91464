package dev.coffer.crypto.cipher;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.lang.foreign.MemorySegment;
import java.security.ProviderException;
import java.util.EnumSet;
import java.util.Set;

/** libgcrypt by the foreign function API: the fast SM4 of current distributions. */
final class LibGcrypt implements CipherLibrary {
  private final String version;

  /** Fails as {@link NativeLibrary} does where the machine has no libgcrypt. */
  LibGcrypt() {
    try {
      MemorySegment found =
          (MemorySegment) LibGcryptFunctions.CHECK_VERSION.invokeExact(MemorySegment.NULL);
      this.version = NativeLibrary.text(found);
      finishInitialization();
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  /** Once in a process; another user of the library may have been here first. */
  private static void finishInitialization() throws Throwable {
    if (control(LibGcryptFunctions.IS_INITIALIZATION_FINISHED) == 0) {
      control(LibGcryptFunctions.DISABLE_SECURE_MEMORY);
      control(LibGcryptFunctions.INITIALIZATION_FINISHED);
    }
  }

  private static int control(int command) throws Throwable {
    return (int) LibGcryptFunctions.CONTROL.invokeExact(command, 0);
  }

  /** Every function of libgcrypt answers 0 or a code; none of the codes is worth a second try. */
  static void require(int code, String function) {
    if (code != 0) {
      throw new ProviderException(function + " returned " + Integer.toHexString(code));
    }
  }

  @Override
  public String name() {
    return "libgcrypt";
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public boolean isNative() {
    return true;
  }

  @Override
  public Set<Suite> suites() {
    return EnumSet.allOf(Suite.class);
  }

  @Override
  public Aead aead(Suite suite, SecretBytes key) {
    Ciphers.requireKeyOf(suite, key, this);
    int algorithm =
        switch (suite) {
          case AES_256_GCM -> LibGcryptFunctions.AES_256;
          case SM4_GCM -> LibGcryptFunctions.SM4;
        };
    return key.open(SecretAccess.revealingSecrets(), bytes -> new LibGcryptAead(algorithm, bytes));
  }
}
