package dev.coffer.agent.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads a file in a tree that another user can write: the kernel resolves its name beneath a
 * trusted directory, follows no link of any kind and waits for nobody. Only regular files are read.
 */
public final class ContainedFile {
  private static final int OPENAT2 = 437;
  private static final int CURRENT_DIRECTORY = -100;

  private static final long NONBLOCK = 0x800;
  private static final long CLOSE_ON_EXEC = 0x80000;
  private static final long PATH_ONLY = 0x200000;

  private static final long NO_MAGIC_LINKS = 2;
  private static final long NO_SYMBOLIC_LINKS = 4;
  private static final long BENEATH = 8;
  private static final long HOW_SIZE = 24;

  private static final int EMPTY_PATH = 0x1000;
  private static final int TYPE_MODE_AND_SIZE = 0x203;
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int NO_SUCH_FILE = 2;

  private static final NativeFunction OPEN =
      NativeFunction.systemCall(
          "openat2",
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG);
  private static final NativeFunction CLOSE = NativeFunction.of("close", ValueLayout.JAVA_INT);
  private static final NativeFunction STATUS =
      NativeFunction.of(
          "statx",
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS);
  private static final NativeFunction READ =
      NativeFunction.of(
          "pread",
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  private ContainedFile() {}

  /** Fails where the file has more than the limit, in bytes, or is absent or not a regular one. */
  public static byte[] read(Path trusted, Path relative, int limit) throws IOException {
    return read(trusted, relative, limit, false);
  }

  /** The last bytes of it, as many as the limit says. */
  public static byte[] tail(Path trusted, Path relative, int limit) throws IOException {
    return read(trusted, relative, limit, true);
  }

  /** Opens a large one, to be read; the caller closes it. */
  public static FileChannel open(Path trusted, Path relative) throws IOException {
    return with(
        trusted,
        relative,
        (_, file) -> FileChannel.open(Path.of("/proc/self/fd", Integer.toString(file))));
  }

  private static byte[] read(Path trusted, Path relative, int limit, boolean tail)
      throws IOException {
    return with(
        trusted,
        relative,
        (arena, file) -> {
          long size = regularSize(arena, file, relative);
          if (size > limit && !tail) {
            throw new IOException("%s has %d bytes, more than %d".formatted(relative, size, limit));
          }
          return read(arena, file, Math.max(0, size - limit), limit);
        });
  }

  private interface Use<T> {
    T of(Arena arena, int file) throws IOException;
  }

  private static <T> T with(Path trusted, Path relative, Use<T> use) throws IOException {
    try (var arena = Arena.ofConfined()) {
      int directory =
          OPEN.call(
              (long) OPENAT2,
              CURRENT_DIRECTORY,
              arena.allocateFrom(trusted.toAbsolutePath().toString()),
              how(arena, PATH_ONLY | CLOSE_ON_EXEC, 0),
              HOW_SIZE);
      try {
        return with(arena, directory, relative, use);
      } finally {
        CLOSE.raw(directory);
      }
    }
  }

  private static <T> T with(Arena arena, int directory, Path relative, Use<T> use)
      throws IOException {
    int file =
        OPEN.raw(
            (long) OPENAT2,
            directory,
            arena.allocateFrom(relative.toString()),
            how(arena, NONBLOCK | CLOSE_ON_EXEC, BENEATH | NO_SYMBOLIC_LINKS | NO_MAGIC_LINKS),
            HOW_SIZE);
    if (file == -NO_SUCH_FILE) {
      throw new NoSuchFileException(relative.toString());
    }
    if (file < 0) {
      throw new IOException("%s is not opened: error number %d".formatted(relative, -file));
    }
    try {
      var _ = regularSize(arena, file, relative);
      return use.of(arena, file);
    } finally {
      CLOSE.raw(file);
    }
  }

  private static long regularSize(Arena arena, int file, Path name) throws IOException {
    MemorySegment status = arena.allocate(256, 8);
    STATUS.call(file, arena.allocateFrom(""), EMPTY_PATH, TYPE_MODE_AND_SIZE, status);
    int mode = Short.toUnsignedInt(status.get(ValueLayout.JAVA_SHORT, 28));
    if ((mode & TYPE) != REGULAR) {
      throw new IOException(name + " is not a regular file");
    }
    return status.get(ValueLayout.JAVA_LONG, 40);
  }

  private static byte[] read(Arena arena, int file, long from, int limit) throws IOException {
    MemorySegment buffer = arena.allocate(Math.max(1, limit));
    int done = 0;
    while (done < limit) {
      int count = READ.call(file, buffer.asSlice(done), (long) limit - done, from + done);
      if (count == 0) {
        break;
      }
      done += count;
    }
    return buffer.asSlice(0, done).toArray(ValueLayout.JAVA_BYTE);
  }

  private static MemorySegment how(Arena arena, long flags, long resolve) {
    MemorySegment how = arena.allocate(HOW_SIZE, 8);
    how.set(ValueLayout.JAVA_LONG, 0, flags);
    how.set(ValueLayout.JAVA_LONG, 16, resolve);
    return how;
  }
}
