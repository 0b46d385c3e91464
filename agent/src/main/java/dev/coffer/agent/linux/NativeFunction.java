package dev.coffer.agent.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/** One function of libc that answers a number and sets errno where that is below zero. */
@SuppressWarnings("restricted")
final class NativeFunction {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));

  private final String name;
  private final MethodHandle handle;

  /** All arguments are given as the layouts say; the answer is a {@code long}. */
  static NativeFunction of(String name, MemoryLayout... arguments) {
    return new NativeFunction(name, name, new Linker.Option[0], arguments);
  }

  /** A call by its number, under the name that failures tell. */
  static NativeFunction systemCall(String name, MemoryLayout... arguments) {
    var all = new ArrayList<MemoryLayout>(List.of(ValueLayout.JAVA_LONG));
    all.addAll(List.of(arguments));
    var variadic = new Linker.Option[] {Linker.Option.firstVariadicArg(1)};
    return new NativeFunction(name, "syscall", variadic, all.toArray(MemoryLayout[]::new));
  }

  private NativeFunction(
      String name, String symbol, Linker.Option[] options, MemoryLayout[] arguments) {
    this.name = name;
    var all = new ArrayList<>(List.of(options));
    all.add(Linker.Option.captureCallState("errno"));
    handle =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow(symbol),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments),
            all.toArray(Linker.Option[]::new));
  }

  /** Returns what the function returned, or the error number below zero. */
  int raw(Object... arguments) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      var all = new ArrayList<Object>(List.of(state));
      all.addAll(List.of(arguments));
      int result = (int) handle.invokeWithArguments(all);
      return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
    } catch (Throwable impossible) {
      throw new AssertionError("a native call throws nothing", impossible);
    }
  }

  int call(Object... arguments) throws IOException {
    int result = raw(arguments);
    if (result < 0) {
      throw new IOException("%s failed with error number %d".formatted(name, -result));
    }
    return result;
  }
}
