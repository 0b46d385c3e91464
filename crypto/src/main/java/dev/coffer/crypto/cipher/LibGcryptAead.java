package dev.coffer.crypto.cipher;

import static dev.coffer.crypto.cipher.LibGcrypt.require;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** One libgcrypt handle. Closing it zeroes the key schedule: libgcrypt wipes what it closes. */
final class LibGcryptAead extends CheckedAead {
  private final MemorySegment handle;

  LibGcryptAead(int algorithm, byte[] key) {
    try {
      handle = newHandle(algorithm);
      try {
        give(LibGcryptFunctions.SET_KEY, MemorySegment.ofArray(key), "gcry_cipher_setkey");
      } catch (Throwable e) {
        wipe();
        throw e;
      }
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private static MemorySegment newHandle(int algorithm) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment place = arena.allocate(NativeLibrary.POINTER);
      int mode = LibGcryptFunctions.GCM;
      int noFlags = 0;
      require(
          (int) LibGcryptFunctions.CIPHER_OPEN.invokeExact(place, algorithm, mode, noFlags),
          "gcry_cipher_open");
      return place.get(NativeLibrary.POINTER, 0);
    }
  }

  @Override
  void seal(Message message) {
    try {
      start(message);
      transform(LibGcryptFunctions.ENCRYPT, message, message.length(), "gcry_cipher_encrypt");
      MemorySegment tag =
          MemorySegment.ofArray(message.out())
              .asSlice(message.outOffset() + message.length(), Suite.TAG_LENGTH);
      give(LibGcryptFunctions.GET_TAG, tag, "gcry_cipher_gettag");
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  @Override
  boolean open(Message message) {
    try {
      MemorySegment tag =
          MemorySegment.ofArray(message.in())
              .asSlice(message.inOffset() + message.textLength(), Suite.TAG_LENGTH);
      start(message);
      transform(LibGcryptFunctions.DECRYPT, message, message.textLength(), "gcry_cipher_decrypt");
      return (int) LibGcryptFunctions.CHECK_TAG.invokeExact(handle, tag, tag.byteSize()) == 0;
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private void start(Message message) throws Throwable {
    give(LibGcryptFunctions.SET_NONCE, MemorySegment.ofArray(message.nonce()), "gcry_cipher_setiv");
    give(
        LibGcryptFunctions.AUTHENTICATE,
        MemorySegment.ofArray(message.associated()),
        "gcry_cipher_authenticate");
  }

  private void transform(MethodHandle function, Message message, int length, String name)
      throws Throwable {
    if (length == 0) {
      return;
    }
    MemorySegment out = MemorySegment.ofArray(message.out()).asSlice(message.outOffset(), length);
    MemorySegment in = MemorySegment.ofArray(message.in()).asSlice(message.inOffset(), length);
    require((int) function.invokeExact(handle, out, (long) length, in, (long) length), name);
  }

  private void give(MethodHandle function, MemorySegment buffer, String name) throws Throwable {
    require((int) function.invokeExact(handle, buffer, buffer.byteSize()), name);
  }

  @Override
  void wipe() {
    try {
      LibGcryptFunctions.CIPHER_CLOSE.invokeExact(handle);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
