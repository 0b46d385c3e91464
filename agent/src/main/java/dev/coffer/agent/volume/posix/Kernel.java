package dev.coffer.agent.volume.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls by number, on x86-64. Each thread that calls keeps its own place for the error
 * number and its own scratch memory, which stays until the process ends: only the few threads of
 * the daemon call.
 */
@SuppressWarnings("restricted")
public final class Kernel {
  public static final int READ = 0;
  public static final int WRITE = 1;
  public static final int CLOSE = 3;
  static final int POLL = 7;
  public static final int LSEEK = 8;
  public static final int PREAD = 17;
  public static final int PWRITE = 18;
  static final int SOCKET = 41;
  static final int CONNECT = 42;
  static final int SENDMSG = 46;
  static final int RECVMSG = 47;
  static final int BIND = 49;
  static final int LISTEN = 50;
  static final int GETSOCKOPT = 55;
  static final int FCNTL = 72;
  public static final int FSYNC = 74;
  public static final int FDATASYNC = 75;
  public static final int FTRUNCATE = 77;
  static final int FCHMOD = 91;
  static final int FSTATFS = 138;
  static final int PRCTL = 157;
  static final int MOUNT = 165;
  static final int UMOUNT = 166;
  static final int SETXATTR = 188;
  static final int GETXATTR = 191;
  static final int LISTXATTR = 194;
  static final int REMOVEXATTR = 197;
  static final int GETDENTS = 217;
  public static final int OPENAT = 257;
  public static final int MKDIRAT = 258;
  public static final int FCHOWNAT = 260;
  public static final int UNLINKAT = 263;
  public static final int LINKAT = 265;
  static final int READLINKAT = 267;
  public static final int UTIMENSAT = 280;
  public static final int FALLOCATE = 285;
  static final int ACCEPT4 = 288;
  static final int PRLIMIT = 302;
  public static final int RENAMEAT2 = 316;
  public static final int STATX = 332;
  static final int OPENAT2 = 437;

  /** Longer than the longest request and all that goes with it. */
  public static final int BUFFER = (1 << 20) + (64 << 10);

  private static final int PATH = 4096 + 256;
  private static final String ARCHITECTURE = "amd64";
  private static final MethodHandle SYSCALL = syscall();
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));

  /** Scratch memory of one thread. */
  public record Scratch(
      MemorySegment state, MemorySegment path, MemorySegment otherPath, MemorySegment buffer) {
    static Scratch fresh() {
      Arena arena = Arena.global();
      return new Scratch(
          arena.allocate(Linker.Option.captureStateLayout()),
          arena.allocate(PATH),
          arena.allocate(PATH),
          arena.allocate(BUFFER, 4096));
    }
  }

  // The kernel's error number belongs to a thread, and so does what it is read into.
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::fresh);

  private Kernel() {}

  private static MethodHandle syscall() {
    if (!System.getProperty("os.arch").equals(ARCHITECTURE)) {
      throw new UnsupportedOperationException(
          "sealed volumes need x86-64, this is " + System.getProperty("os.arch"));
    }
    var number = ValueLayout.JAVA_LONG;
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(number, number, number, number, number, number, number),
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }

  public static Scratch scratch() {
    return SCRATCH.get();
  }

  /** Returns what the call returned, or the error number below zero. */
  public static long raw(int call, long a, long b, long c, long d, long e) {
    MemorySegment state = scratch().state();
    try {
      long result = (long) SYSCALL.invokeExact(state, (long) call, a, b, c, d, e);
      return result >= 0 ? result : -(int) ERRNO.get(state, 0L);
    } catch (Throwable impossible) {
      throw new AssertionError("a system call throws nothing", impossible);
    }
  }

  public static long call(String name, int call, long a, long b, long c, long d, long e)
      throws Errno {
    long result = raw(call, a, b, c, d, e);
    if (result < 0) {
      throw new Errno((int) -result, name);
    }
    return result;
  }

  public static long call(String name, int call, long a, long b, long c) throws Errno {
    return call(name, call, a, b, c, 0, 0);
  }
}
