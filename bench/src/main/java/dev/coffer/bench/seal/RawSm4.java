package dev.coffer.bench.seal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/** SM4-GCM by libgcrypt's own functions on native memory, as a C program would call them. */
@SuppressWarnings("restricted")
final class RawSm4 implements AutoCloseable {
  private static final int SM4 = 318;
  private static final int GCM = 9;
  private static final int NO_FLAGS = 0;
  private static final int KEY_LENGTH = 16;
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_LENGTH = 16;
  private static final int MESSAGE = 64 * 1024;

  private static final SymbolLookup LIBRARY =
      SymbolLookup.libraryLookup("libgcrypt.so.20", Arena.global());
  private static final FunctionDescriptor ON_BUFFER =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
  private static final MethodHandle CHECK_VERSION =
      function("gcry_check_version", FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle OPEN =
      function(
          "gcry_cipher_open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("gcry_cipher_close", FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle SET_KEY = function("gcry_cipher_setkey", ON_BUFFER);
  private static final MethodHandle SET_NONCE = function("gcry_cipher_setiv", ON_BUFFER);
  private static final MethodHandle GET_TAG = function("gcry_cipher_gettag", ON_BUFFER);
  private static final MethodHandle ENCRYPT =
      function(
          "gcry_cipher_encrypt",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment nonce = arena.allocate(NONCE_LENGTH);
  private final MemorySegment tag = arena.allocate(TAG_LENGTH);
  private final MemorySegment message = arena.allocate(MESSAGE, 64);
  private final MemorySegment handle;

  RawSm4() {
    MemorySegment place = arena.allocate(ADDRESS);
    try {
      var _ = (MemorySegment) CHECK_VERSION.invokeExact(MemorySegment.NULL);
      require((int) OPEN.invokeExact(place, SM4, GCM, NO_FLAGS));
      handle = place.get(ADDRESS, 0);
      require((int) SET_KEY.invokeExact(handle, arena.allocate(KEY_LENGTH), (long) KEY_LENGTH));
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  void seal(int bytes) {
    ByteBuffer number = nonce.asByteBuffer();
    try {
      for (int count = 0; count < bytes / MESSAGE; count++) {
        number.putInt(0, count);
        require((int) SET_NONCE.invokeExact(handle, nonce, (long) NONCE_LENGTH));
        require((int) ENCRYPT.invokeExact(handle, message, (long) MESSAGE, MemorySegment.NULL, 0L));
        require((int) GET_TAG.invokeExact(handle, tag, (long) TAG_LENGTH));
      }
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
  }

  private static void require(int outcome) {
    if (outcome != 0) {
      throw new IllegalStateException("libgcrypt answered " + outcome);
    }
  }

  private static RuntimeException unexpected(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> throw new AssertionError(thrown);
    };
  }

  private static MethodHandle function(String name, FunctionDescriptor signature) {
    return Linker.nativeLinker().downcallHandle(LIBRARY.findOrThrow(name), signature);
  }

  @Override
  public void close() {
    try {
      CLOSE.invokeExact(handle);
    } catch (Throwable thrown) {
      throw unexpected(thrown);
    }
    arena.close();
  }
}
