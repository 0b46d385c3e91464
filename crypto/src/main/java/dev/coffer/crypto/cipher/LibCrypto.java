package dev.coffer.crypto.cipher;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** OpenSSL 3's libcrypto by the foreign function API: at full speed from the first byte. */
final class LibCrypto implements CipherLibrary {
  private final Map<Suite, MemorySegment> ciphers = new EnumMap<>(Suite.class);

  /** Fails as {@link NativeLibrary} does where the machine has no libcrypto of version 3. */
  LibCrypto() {
    Arrays.stream(Suite.values()).forEach(this::fetch);
  }

  /** Providers and configuration decide what there is: OpenSSL 3.0, for one, has no SM4-GCM. */
  private void fetch(Suite suite) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(suite.wireName());
      MemorySegment cipher =
          (MemorySegment)
              LibCryptoFunctions.CIPHER_FETCH.invokeExact(
                  MemorySegment.NULL, name, MemorySegment.NULL);
      if (!cipher.equals(MemorySegment.NULL)) {
        ciphers.put(suite, cipher);
      }
      LibCryptoFunctions.CLEAR_ERROR.invokeExact();
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  @Override
  public String name() {
    return "libcrypto";
  }

  @Override
  public String version() {
    try {
      return NativeLibrary.text((MemorySegment) LibCryptoFunctions.VERSION.invokeExact(0));
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  @Override
  public boolean isNative() {
    return true;
  }

  @Override
  public Set<Suite> suites() {
    return ciphers.isEmpty() ? Set.of() : EnumSet.copyOf(ciphers.keySet());
  }

  @Override
  public Aead aead(Suite suite, SecretBytes key) {
    Ciphers.requireKeyOf(suite, key, this);
    MemorySegment cipher = ciphers.getOrDefault(suite, MemorySegment.NULL);
    return key.open(SecretAccess.revealingSecrets(), bytes -> new LibCryptoAead(cipher, bytes));
  }
}
