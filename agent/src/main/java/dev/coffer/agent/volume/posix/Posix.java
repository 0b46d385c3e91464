package dev.coffer.agent.volume.posix;

import static dev.coffer.agent.volume.posix.Kernel.call;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** The system calls that the file system needs, with names as bytes: Linux does not decode them. */
public final class Posix {
  /** No descriptor. */
  public static final int NONE = -1;

  public static final int READ_WRITE = 2;
  public static final int READ_ONLY = 0;
  public static final int CREATE_NEW = 0100 | 0200;
  public static final int DIRECTORY = 0200000;
  public static final int SYNC_ON_WRITE = 010000;

  /** For renames: refuse to replace, swap. */
  public static final int NO_REPLACE = 1;

  public static final int EXCHANGE = 2;

  public static final int CREATE = 0100;
  public static final int APPEND = 02000;
  public static final int NO_WAIT = 04000;
  public static final int NO_FOLLOW = 0400000;

  /** RESOLVE_NO_XDEV, NO_MAGICLINKS, NO_SYMLINKS and BENEATH. */
  private static final long WITHIN = 1 | 2 | 4 | 8;

  private static final int OPEN_HOW = 24;
  private static final int NO_FOLLOW_IN_STATUS = 0x100;
  private static final int CLOSE_ON_EXEC = 02000000;
  public static final int PATH_ONLY = 010000000;
  private static final int CURRENT = -100;
  private static final int EMPTY_PATH = 0x1000;
  private static final int FOLLOW = 0x400;
  private static final int REMOVE_DIRECTORY = 0x200;
  private static final int BASIC_STATUS = 0x7ff;
  private static final byte[] NOTHING = {};

  private Posix() {}

  public static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static long text(MemorySegment into, byte[] name) {
    MemorySegment.copy(name, 0, into, ValueLayout.JAVA_BYTE, 0, name.length);
    into.set(ValueLayout.JAVA_BYTE, name.length, (byte) 0);
    return into.address();
  }

  private static long path(byte[] name) {
    return text(Kernel.scratch().path(), name);
  }

  private static long otherPath(byte[] name) {
    return text(Kernel.scratch().otherPath(), name);
  }

  private static byte[] self(int descriptor) {
    return bytes("/proc/self/fd/" + descriptor);
  }

  public static int open(int directory, byte[] name, int flags, int mode) throws Errno {
    return (int) call("open", Kernel.OPENAT, directory, path(name), flags | CLOSE_ON_EXEC, mode, 0);
  }

  public static int open(String path, int flags) throws Errno {
    return open(CURRENT, bytes(path), flags, 0);
  }

  /** A descriptor that stands for the thing itself, whatever it is called. */
  public static int pin(int directory, byte[] name) throws Errno {
    return beneath(directory, name, PATH_ONLY | NO_FOLLOW);
  }

  /** Opens what lies in a directory, and nothing that a link or a mount there leads to. */
  public static int beneath(int directory, byte[] name, int flags) throws Errno {
    MemorySegment how = Kernel.scratch().buffer();
    how.set(ValueLayout.JAVA_LONG, 0, flags | CLOSE_ON_EXEC);
    how.set(ValueLayout.JAVA_LONG, 8, 0);
    how.set(ValueLayout.JAVA_LONG, 16, WITHIN);
    return (int) call("open", Kernel.OPENAT2, directory, path(name), how.address(), OPEN_HOW, 0);
  }

  public static int duplicate(int descriptor) throws Errno {
    int duplicateAndCloseOnExec = 1030;
    return (int) call("dup", Kernel.FCNTL, descriptor, duplicateAndCloseOnExec, 3);
  }

  public static int reopen(int pinned, int flags) throws Errno {
    return open(CURRENT, self(pinned), flags, 0);
  }

  public static void close(int descriptor) {
    // Whatever it returns, the descriptor is gone.
    long _ = Kernel.raw(Kernel.CLOSE, descriptor, 0, 0, 0, 0);
  }

  /** Of what stands under a name, be it a link. */
  public static FileStatus status(int directory, byte[] name) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    call(
        "statx",
        Kernel.STATX,
        directory,
        path(name),
        NO_FOLLOW_IN_STATUS,
        BASIC_STATUS,
        buffer.address());
    return FileStatus.read(buffer);
  }

  public static FileStatus status(int descriptor) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    call(
        "statx",
        Kernel.STATX,
        descriptor,
        path(NOTHING),
        EMPTY_PATH,
        BASIC_STATUS,
        buffer.address());
    return FileStatus.read(buffer);
  }

  public static void makeDirectory(int directory, byte[] name, int mode) throws Errno {
    call("mkdir", Kernel.MKDIRAT, directory, path(name), mode);
  }

  public static void unlink(int directory, byte[] name) throws Errno {
    call("unlink", Kernel.UNLINKAT, directory, path(name), 0);
  }

  public static void removeDirectory(int directory, byte[] name) throws Errno {
    call("rmdir", Kernel.UNLINKAT, directory, path(name), REMOVE_DIRECTORY);
  }

  public static void rename(int from, byte[] name, int to, byte[] newName, int flags) throws Errno {
    call("rename", Kernel.RENAMEAT2, from, path(name), to, otherPath(newName), flags);
  }

  public static void link(int pinned, int directory, byte[] name) throws Errno {
    call("link", Kernel.LINKAT, CURRENT, path(self(pinned)), directory, otherPath(name), FOLLOW);
  }

  public static byte[] readLink(int pinned) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    long length =
        call("readlink", Kernel.READLINKAT, pinned, path(NOTHING), buffer.address(), 4096, 0);
    return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  public static void changeMode(int descriptor, int mode) throws Errno {
    call("chmod", Kernel.FCHMOD, descriptor, mode, 0);
  }

  public static void changeOwner(int pinned, int uid, int gid) throws Errno {
    call("chown", Kernel.FCHOWNAT, pinned, path(NOTHING), uid, gid, EMPTY_PATH);
  }

  /** Sets both times; nanoseconds may be {@code UTIME_NOW} or {@code UTIME_OMIT}. */
  public static void changeTimes(int pinned, FileStatus.Time accessed, FileStatus.Time modified)
      throws Errno {
    MemorySegment times = Kernel.scratch().buffer();
    times.set(ValueLayout.JAVA_LONG, 0, accessed.seconds());
    times.set(ValueLayout.JAVA_LONG, 8, accessed.nanos());
    times.set(ValueLayout.JAVA_LONG, 16, modified.seconds());
    times.set(ValueLayout.JAVA_LONG, 24, modified.nanos());
    call("utimens", Kernel.UTIMENSAT, pinned, path(NOTHING), times.address(), EMPTY_PATH, 0);
  }

  public static void syncData(int descriptor) throws Errno {
    call("fdatasync", Kernel.FDATASYNC, descriptor, 0, 0);
  }

  public static void sync(int descriptor) throws Errno {
    call("fsync", Kernel.FSYNC, descriptor, 0, 0);
  }

  public static byte[] attribute(int pinned, byte[] name) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    long length =
        call(
            "getxattr",
            Kernel.GETXATTR,
            path(self(pinned)),
            otherPath(name),
            buffer.address(),
            65536,
            0);
    return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  public static void setAttribute(int pinned, byte[] name, byte[] value, int flags) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    MemorySegment.copy(value, 0, buffer, ValueLayout.JAVA_BYTE, 0, value.length);
    call(
        "setxattr",
        Kernel.SETXATTR,
        path(self(pinned)),
        otherPath(name),
        buffer.address(),
        value.length,
        flags);
  }

  public static void removeAttribute(int pinned, byte[] name) throws Errno {
    call("removexattr", Kernel.REMOVEXATTR, path(self(pinned)), otherPath(name), 0);
  }

  public static byte[] attributeNames(int pinned) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    long length = call("listxattr", Kernel.LISTXATTR, path(self(pinned)), buffer.address(), 65536);
    return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Reads directory entries from a position on; what they are is described in getdents(2). */
  static MemorySegment entries(int descriptor, long position, int most) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    call("lseek", Kernel.LSEEK, descriptor, position, 0);
    long length = call("getdents", Kernel.GETDENTS, descriptor, buffer.address(), most);
    return buffer.asSlice(0, length);
  }

  public static boolean canSeek(int descriptor, long position) {
    return Kernel.raw(Kernel.LSEEK, descriptor, position, 0, 0, 0) >= 0;
  }

  /** The 120 bytes of {@code struct statfs}. */
  public static MemorySegment fileSystem(int descriptor) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    call("statfs", Kernel.FSTATFS, descriptor, buffer.address(), 0);
    return buffer.asSlice(0, 120);
  }

  static void mount(String source, String target, String type, long flags, String options)
      throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    long sourceAt = path(bytes(source));
    long targetAt = otherPath(bytes(target));
    long typeAt = text(buffer, bytes(type));
    long optionsAt = text(buffer.asSlice(4096), bytes(options));
    call("mount", Kernel.MOUNT, sourceAt, targetAt, typeAt, flags, optionsAt);
  }

  static void unmount(String target, int flags) throws Errno {
    call("umount", Kernel.UMOUNT, path(bytes(target)), flags, 0);
  }

  /** No core dump and no debugger for a process that holds keys. */
  public static void harden() throws Errno {
    int dumpable = 4;
    call("prctl", Kernel.PRCTL, dumpable, 0, 0);
  }

  /** Raises the number of descriptors as far as it may be raised, and returns it. */
  public static long raiseDescriptors() throws Errno {
    int openFiles = 7;
    MemorySegment limit = Kernel.scratch().buffer();
    call("prlimit", Kernel.PRLIMIT, 0, openFiles, 0, limit.address(), 0);
    long hard = limit.get(ValueLayout.JAVA_LONG, 8);
    limit.set(ValueLayout.JAVA_LONG, 0, hard);
    call("prlimit", Kernel.PRLIMIT, 0, openFiles, limit.address(), 0, 0);
    return hard;
  }
}
