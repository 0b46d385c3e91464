package dev.coffer.crypto.cipher.mac;

import dev.coffer.crypto.cipher.LibCryptoFunctions;
import dev.coffer.crypto.cipher.NativeLibrary;
import dev.coffer.crypto.digest.HashFunction;
import java.lang.foreign.MemorySegment;
import java.security.ProviderException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** One HMAC context of libcrypto. Freeing it zeroes the key. */
final class LibCryptoHmac implements HmacEngine {
  private static final MemorySegment NULL = MemorySegment.NULL;

  /** For which the library is there and gives what we give without it. */
  static final Set<HashFunction> SERVED = served();

  private final MemorySegment written = MemorySegment.ofArray(new int[1]);
  private final MemorySegment context;

  LibCryptoHmac(HashFunction hash, byte[] key) {
    try {
      context = (MemorySegment) LibCryptoFunctions.MAC_NEW.invokeExact();
      try {
        init(MemorySegment.ofArray(key), key.length, algorithm(hash));
      } catch (Throwable e) {
        close();
        throw e;
      }
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private static Set<HashFunction> served() {
    var served = EnumSet.allOf(HashFunction.class);
    served.removeIf(hash -> !serves(hash));
    return Collections.unmodifiableSet(served);
  }

  private static boolean serves(HashFunction hash) {
    byte[] sample = new byte[HashFunction.LENGTH];
    byte[] tag = new byte[HashFunction.LENGTH];
    try (var candidate = new LibCryptoHmac(hash, sample)) {
      candidate.tag(sample, 0, sample.length, tag, 0);
      return Arrays.equals(tag, hash.authenticate(sample, sample));
    } catch (IllegalArgumentException | LinkageError | ProviderException absent) {
      return false;
    }
  }

  private static MemorySegment algorithm(HashFunction hash) throws Throwable {
    return switch (hash) {
      case SHA_256 -> (MemorySegment) LibCryptoFunctions.SHA_256.invokeExact();
      case SM3 -> (MemorySegment) LibCryptoFunctions.SM3.invokeExact();
    };
  }

  private void init(MemorySegment key, int length, MemorySegment hash) throws Throwable {
    require(
        (int) LibCryptoFunctions.MAC_INIT.invokeExact(context, key, length, hash, NULL),
        "HMAC_Init_ex");
  }

  @Override
  public void tag(byte[] message, int offset, int length, byte[] out, int outOffset) {
    MemorySegment in = MemorySegment.ofArray(message).asSlice(offset, length);
    MemorySegment tag = MemorySegment.ofArray(out).asSlice(outOffset, HashFunction.LENGTH);
    try {
      init(NULL, 0, NULL);
      require(
          (int) LibCryptoFunctions.MAC_UPDATE.invokeExact(context, in, (long) length),
          "HMAC_Update");
      require((int) LibCryptoFunctions.MAC_FINAL.invokeExact(context, tag, written), "HMAC_Final");
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private static void require(int outcome, String function) {
    if (outcome <= 0) {
      throw new ProviderException(function + " returned " + outcome);
    }
  }

  @Override
  public void close() {
    try {
      LibCryptoFunctions.MAC_FREE.invokeExact(context);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
