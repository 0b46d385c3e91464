package dev.coffer.crypto.cipher;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.security.ProviderException;
import java.util.Objects;

/**
 * Random bytes straight from the kernel. Nothing of them is kept in this process, unlike with
 * {@link java.security.SecureRandom}, which reads ahead: where the memory of a machine is resumed
 * twice, both would go on with the same bytes.
 */
@SuppressWarnings("restricted")
public final class KernelRandom {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle GETRANDOM =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("getrandom"),
          FunctionDescriptor.of(
              NativeLibrary.LONG, NativeLibrary.POINTER, NativeLibrary.LONG, NativeLibrary.INT),
          Linker.Option.critical(true));

  private KernelRandom() {}

  public static void fill(byte[] out, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, out.length);
    int done = 0;
    while (done < length) {
      done += draw(MemorySegment.ofArray(out).asSlice((long) offset + done, length - done));
    }
  }

  private static int draw(MemorySegment into) {
    int waitUntilSeeded = 0;
    try {
      long got = (long) GETRANDOM.invokeExact(into, into.byteSize(), waitUntilSeeded);
      if (got <= 0) {
        throw new ProviderException("the kernel gave no random bytes");
      }
      return Math.toIntExact(got);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
