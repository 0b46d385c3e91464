package dev.coffer.crypto.cipher;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A shared library of the system, loaded for as long as the process lives. Opening fails with
 * {@link IllegalArgumentException} if the machine has none of that name, and looking up with {@link
 * java.util.NoSuchElementException} if it lacks the function.
 */
@SuppressWarnings("restricted")
public final class NativeLibrary {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final int LONGEST_TEXT = 256;

  private final SymbolLookup symbols;

  NativeLibrary(String name) {
    this.symbols = SymbolLookup.libraryLookup(name, Arena.global());
  }

  MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
    return LINKER.downcallHandle(symbols.findOrThrow(name), signature, options);
  }

  /** For functions that only compute: they take Java arrays as they are, without a copy. */
  MethodHandle computation(String name, FunctionDescriptor signature) {
    return function(name, signature, Linker.Option.critical(true));
  }

  /** The zero-terminated text that a function returned. */
  static String text(MemorySegment address) {
    return address.reinterpret(LONGEST_TEXT).getString(0);
  }

  /** Foreign calls declare Throwable, but only what the Java side throws can come out of them. */
  public static RuntimeException unexpected(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> throw new AssertionError(thrown);
    };
  }
}
