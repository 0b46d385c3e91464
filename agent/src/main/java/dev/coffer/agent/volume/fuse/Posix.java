package dev.coffer.agent.volume.fuse;

import static dev.coffer.agent.volume.fuse.Kernel.call;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** The system calls that the file system needs, with names as bytes: Linux does not decode them. */
final class Posix {
  /** No descriptor. */
  static final int NONE = -1;

  static final int READ_WRITE = 2;
  static final int READ_ONLY = 0;
  static final int CREATE_NEW = 0100 | 0200;
  static final int DIRECTORY = 0200000;
  static final int SYNC_ON_WRITE = 010000;

  /** For renames: refuse to replace, swap. */
  static final int NO_REPLACE = 1;

  static final int EXCHANGE = 2;

  static final int CREATE = 0100;
  static final int APPEND = 02000;
  static final int NO_WAIT = 04000;
  static final int NO_FOLLOW = 0400000;

  /** RESOLVE_NO_XDEV, NO_MAGICLINKS, NO_SYMLINKS and BENEATH. */
  private static final long WITHIN = 1 | 2 | 4 | 8;

  private static final int OPEN_HOW = 24;
  private static final int NO_FOLLOW_IN_STATUS = 0x100;
  private static final int CLOSE_ON_EXEC = 02000000;
  static final int PATH_ONLY = 010000000;
  private static final int CURRENT = -100;
  private static final int EMPTY_PATH = 0x1000;
  private static final int FOLLOW = 0x400;
  private static final int REMOVE_DIRECTORY = 0x200;
  private static final int BASIC_STATUS = 0x7ff;
  private static final byte[] NOTHING = {};

  private Posix() {}

  static byte[] bytes(String name) {
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

  static int open(int directory, byte[] name, int flags, int mode) throws Errno {
    return (int) call("open", Kernel.OPENAT, directory, path(name), flags | CLOSE_ON_EXEC, mode, 0);
  }

  static int open(String path, int flags) throws Errno {
    return open(CURRENT, bytes(path), flags, 0);
  }

  /** A descriptor that stands for the thing itself, whatever it is called. */
  static int pin(int directory, byte[] name) throws Errno {
    return beneath(directory, name, PATH_ONLY | NO_FOLLOW);
  }

  /** Opens what lies in a directory, and nothing that a link or a mount there leads to. */
  static int beneath(int directory, byte[] name, int flags) throws Errno {
    MemorySegment how = Kernel.scratch().buffer();
    how.set(ValueLayout.JAVA_LONG, 0, flags | CLOSE_ON_EXEC);
    how.set(ValueLayout.JAVA_LONG, 8, 0);
    how.set(ValueLayout.JAVA_LONG, 16, WITHIN);
    return (int) call("open", Kernel.OPENAT2, directory, path(name), how.address(), OPEN_HOW, 0);
  }

  static int duplicate(int descriptor) throws Errno {
    int duplicateAndCloseOnExec = 1030;
    return (int) call("dup", Kernel.FCNTL, descriptor, duplicateAndCloseOnExec, 3);
  }

  static int reopen(int pinned, int flags) throws Errno {
    return open(CURRENT, self(pinned), flags, 0);
  }

  static void close(int descriptor) {
    // Whatever it returns, the descriptor is gone.
    long _ = Kernel.raw(Kernel.CLOSE, descriptor, 0, 0, 0, 0);
  }

  /** Of what stands under a name, be it a link. */
  static FileStatus status(int directory, byte[] name) throws Errno {
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

  static FileStatus status(int descriptor) throws Errno {
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

  static void makeDirectory(int directory, byte[] name, int mode) throws Errno {
    call("mkdir", Kernel.MKDIRAT, directory, path(name), mode);
  }

  static void unlink(int directory, byte[] name) throws Errno {
    call("unlink", Kernel.UNLINKAT, directory, path(name), 0);
  }

  static void removeDirectory(int directory, byte[] name) throws Errno {
    call("rmdir", Kernel.UNLINKAT, directory, path(name), REMOVE_DIRECTORY);
  }

  static void rename(int from, byte[] name, int to, byte[] newName, int flags) throws Errno {
    call("rename", Kernel.RENAMEAT2, from, path(name), to, otherPath(newName), flags);
  }

  static void link(int pinned, int directory, byte[] name) throws Errno {
    call("link", Kernel.LINKAT, CURRENT, path(self(pinned)), directory, otherPath(name), FOLLOW);
  }

  static byte[] readLink(int pinned) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    long length =
        call("readlink", Kernel.READLINKAT, pinned, path(NOTHING), buffer.address(), 4096, 0);
    return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  static void changeMode(int descriptor, int mode) throws Errno {
    call("chmod", Kernel.FCHMOD, descriptor, mode, 0);
  }

  static void changeOwner(int pinned, int uid, int gid) throws Errno {
    call("chown", Kernel.FCHOWNAT, pinned, path(NOTHING), uid, gid, EMPTY_PATH);
  }

  /** Sets both times; nanoseconds may be {@code UTIME_NOW} or {@code UTIME_OMIT}. */
  static void changeTimes(int pinned, FileStatus.Time accessed, FileStatus.Time modified)
      throws Errno {
    MemorySegment times = Kernel.scratch().buffer();
    times.set(ValueLayout.JAVA_LONG, 0, accessed.seconds());
    times.set(ValueLayout.JAVA_LONG, 8, accessed.nanos());
    times.set(ValueLayout.JAVA_LONG, 16, modified.seconds());
    times.set(ValueLayout.JAVA_LONG, 24, modified.nanos());
    call("utimens", Kernel.UTIMENSAT, pinned, path(NOTHING), times.address(), EMPTY_PATH, 0);
  }

  static void syncData(int descriptor) throws Errno {
    call("fdatasync", Kernel.FDATASYNC, descriptor, 0, 0);
  }

  static void sync(int descriptor) throws Errno {
    call("fsync", Kernel.FSYNC, descriptor, 0, 0);
  }

  static byte[] attribute(int pinned, byte[] name) throws Errno {
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

  static void setAttribute(int pinned, byte[] name, byte[] value, int flags) throws Errno {
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

  static void removeAttribute(int pinned, byte[] name) throws Errno {
    call("removexattr", Kernel.REMOVEXATTR, path(self(pinned)), otherPath(name), 0);
  }

  static byte[] attributeNames(int pinned) throws Errno {
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

  static boolean canSeek(int descriptor, long position) {
    return Kernel.raw(Kernel.LSEEK, descriptor, position, 0, 0, 0) >= 0;
  }

  /** The 120 bytes of {@code struct statfs}. */
  static MemorySegment fileSystem(int descriptor) throws Errno {
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
  static void harden() throws Errno {
    int dumpable = 4;
    call("prctl", Kernel.PRCTL, dumpable, 0, 0);
  }

  /** Raises the number of descriptors as far as it may be raised, and returns it. */
  static long raiseDescriptors() throws Errno {
    int openFiles = 7;
    MemorySegment limit = Kernel.scratch().buffer();
    call("prlimit", Kernel.PRLIMIT, 0, openFiles, 0, limit.address(), 0);
    long hard = limit.get(ValueLayout.JAVA_LONG, 8);
    limit.set(ValueLayout.JAVA_LONG, 0, hard);
    call("prlimit", Kernel.PRLIMIT, 0, openFiles, limit.address(), 0, 0);
    return hard;
  }
}
