package dev.coffer.agent.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The calls that open and look at inodes by descriptor. Functions of libc where it has them; for
 * openat2, which it has not, the kernel's number, which is the same on every architecture.
 */
final class Inodes {
  /** Where paths that are not absolute begin. */
  static final int CURRENT_DIRECTORY = -100;

  static final int NO_SUCH_FILE = 2;

  /** For {@link #open}; those of Linux that differ between architectures are in {@link Flags}. */
  static final long WRITE_ONLY = 1;

  static final long CREATE = 0x40;
  static final long APPEND = 0x400;
  static final long NON_BLOCKING = 0x800;

  static final long PATH_ONLY = 0x200000;

  static final long SAME_FILE_SYSTEM = 1;
  static final long NO_MAGIC_LINKS = 2;
  static final long NO_SYMBOLIC_LINKS = 4;
  static final long BENEATH = 8;

  static final Flags FLAGS = Flags.of(System.getProperty("os.arch"));

  private static final long CLOSE_ON_EXEC = 0x80000;
  private static final long OPENAT2 = 437;
  private static final long HOW_SIZE = 24;
  private static final int EMPTY_PATH = 0x1000;
  private static final int STATUS_SIZE = 256;
  private static final int BASIC_STATUS = 0x7ff;

  private static final NativeFunction OPEN =
      NativeFunction.systemCall(
          "openat2",
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG);
  private static final NativeFunction CLOSE = NativeFunction.of("close", ValueLayout.JAVA_INT);
  private static final NativeFunction ENTRIES =
      NativeFunction.of(
          "getdents64", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
  private static final NativeFunction STATUS =
      NativeFunction.of(
          "statx",
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS);
  private static final NativeFunction OWNER =
      NativeFunction.of(
          "fchownat",
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT);
  private static final NativeFunction READ =
      NativeFunction.of(
          "pread",
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  private Inodes() {}

  /**
   * The values of open(2) that are a processor's own.
   *
   * @param directory fails on what is none
   * @param noFollow fails on a symbolic link
   */
  record Flags(long directory, long noFollow) {
    static Flags of(String architecture) {
      return switch (architecture) {
        case "amd64" -> new Flags(0x10000, 0x20000);
        case "aarch64" -> new Flags(0x4000, 0x8000);
        default ->
            throw new UnsupportedOperationException(
                "Coffer's agent runs on x86-64 and arm64, this is " + architecture);
      };
    }
  }

  /**
   * What is known of an inode.
   *
   * @param mode its type and permissions
   * @param size in bytes
   * @param device as stat(2) has it: with the number it names one inode of this host
   */
  record Status(int mode, int links, int owner, int group, long size, long device, long number) {
    private static final int TYPE = 0170000;

    boolean isDirectory() {
      return (mode & TYPE) == 0040000;
    }

    boolean isRegular() {
      return (mode & TYPE) == 0100000;
    }
  }

  /** Opens, closed on exec. */
  static int open(int directory, MemorySegment name, long flags, long resolve) throws IOException {
    try (var arena = Arena.ofConfined()) {
      return OPEN.call(OPENAT2, directory, name, how(arena, flags, 0, resolve), HOW_SIZE);
    }
  }

  /** As {@link #open}; answers the number of an error below zero. */
  static int tryOpen(int directory, MemorySegment name, long flags, long resolve) {
    return tryOpen(directory, name, flags, 0, resolve);
  }

  /** The same, with the permissions of a file that is made. */
  static int tryOpen(int directory, MemorySegment name, long flags, int mode, long resolve) {
    try (var arena = Arena.ofConfined()) {
      return OPEN.raw(OPENAT2, directory, name, how(arena, flags, mode, resolve), HOW_SIZE);
    }
  }

  private static MemorySegment how(Arena arena, long flags, int mode, long resolve) {
    MemorySegment how = arena.allocate(HOW_SIZE, 8);
    how.set(ValueLayout.JAVA_LONG, 0, flags | CLOSE_ON_EXEC);
    how.set(ValueLayout.JAVA_LONG, 8, mode);
    how.set(ValueLayout.JAVA_LONG, 16, resolve);
    return how;
  }

  static void close(int descriptor) {
    CLOSE.raw(descriptor);
  }

  /** Reads entries as getdents64(2) has them; answers how many bytes, 0 at the end. */
  static int entries(int directory, MemorySegment into) throws IOException {
    return ENTRIES.call(directory, into, into.byteSize());
  }

  static Status status(int inode) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(STATUS_SIZE, 8);
      STATUS.call(inode, arena.allocateFrom(""), EMPTY_PATH, BASIC_STATUS, status);
      return new Status(
          Short.toUnsignedInt(status.get(ValueLayout.JAVA_SHORT, 28)),
          status.get(ValueLayout.JAVA_INT, 16),
          status.get(ValueLayout.JAVA_INT, 20),
          status.get(ValueLayout.JAVA_INT, 24),
          status.get(ValueLayout.JAVA_LONG, 40),
          device(status.get(ValueLayout.JAVA_INT, 136), status.get(ValueLayout.JAVA_INT, 140)),
          status.get(ValueLayout.JAVA_LONG, 32));
    }
  }

  /** As makedev(3) of glibc puts the two together. */
  private static long device(long major, long minor) {
    return ((major & 0xfff) << 8)
        | ((major & 0xfffff000L) << 32)
        | (minor & 0xff)
        | ((minor & 0xffffff00L) << 12);
  }

  static void changeOwner(int inode, int user, int group) throws IOException {
    try (var arena = Arena.ofConfined()) {
      OWNER.call(inode, arena.allocateFrom(""), user, group, EMPTY_PATH);
    }
  }

  /** Answers how many bytes were read, 0 at the end. */
  static int read(int file, MemorySegment into, long position) throws IOException {
    return READ.call(file, into, into.byteSize(), position);
  }
}
