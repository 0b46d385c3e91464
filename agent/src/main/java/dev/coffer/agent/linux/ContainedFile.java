package dev.coffer.agent.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Opens a file in a tree that another user can write: the kernel resolves its name beneath a
 * trusted directory, follows no link of any kind and never blocks. Only regular files are opened.
 */
public final class ContainedFile {
  private static final long CONTAINED =
      Inodes.BENEATH | Inodes.NO_SYMBOLIC_LINKS | Inodes.NO_MAGIC_LINKS;

  private static final long READING = Inodes.NON_BLOCKING;
  private static final long APPENDING =
      Inodes.NON_BLOCKING | Inodes.WRITE_ONLY | Inodes.CREATE | Inodes.APPEND;

  private static final int PRIVATE = 0600;

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
    return with(trusted, relative, READING, (_, file) -> FileChannel.open(itself(file)));
  }

  /** What adds to a file that is open. */
  @FunctionalInterface
  public interface Appending<T> {
    /** The path leads to what was opened, whatever stands under its name now. */
    T to(Path opened) throws IOException;
  }

  /** Opens one to add to its end; where it is not, makes one that is closed to other users. */
  public static <T> T append(Path trusted, Path relative, Appending<T> use) throws IOException {
    return with(trusted, relative, APPENDING, (_, file) -> use.to(itself(file)));
  }

  private static Path itself(int file) {
    return Path.of("/proc/self/fd", Integer.toString(file));
  }

  private static byte[] read(Path trusted, Path relative, int limit, boolean tail)
      throws IOException {
    return with(
        trusted,
        relative,
        READING,
        (arena, file) -> {
          long size = regularSize(file, relative);
          if (size > limit && !tail) {
            throw new IOException("%s has %d bytes, more than %d".formatted(relative, size, limit));
          }
          return read(arena, file, Math.max(0, size - limit), limit);
        });
  }

  private interface Use<T> {
    T of(Arena arena, int file) throws IOException;
  }

  private static <T> T with(Path trusted, Path relative, long flags, Use<T> use)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      int directory =
          Inodes.open(
              Inodes.CURRENT_DIRECTORY,
              arena.allocateFrom(trusted.toAbsolutePath().toString()),
              Inodes.PATH_ONLY,
              0);
      try {
        return with(arena, directory, relative, flags, use);
      } finally {
        Inodes.close(directory);
      }
    }
  }

  private static <T> T with(Arena arena, int directory, Path relative, long flags, Use<T> use)
      throws IOException {
    int mode = (flags & Inodes.CREATE) == 0 ? 0 : PRIVATE;
    int file =
        Inodes.tryOpen(directory, arena.allocateFrom(relative.toString()), flags, mode, CONTAINED);
    if (file == -Inodes.NO_SUCH_FILE) {
      throw new NoSuchFileException(relative.toString());
    }
    if (file < 0) {
      throw new IOException("%s is not opened: error number %d".formatted(relative, -file));
    }
    try {
      var _ = regularSize(file, relative);
      return use.of(arena, file);
    } finally {
      Inodes.close(file);
    }
  }

  private static long regularSize(int file, Path name) throws IOException {
    var status = Inodes.status(file);
    if (!status.isRegular()) {
      throw new IOException(name + " is not a regular file");
    }
    return status.size();
  }

  private static byte[] read(Arena arena, int file, long from, int limit) throws IOException {
    MemorySegment buffer = arena.allocate(Math.max(1, limit));
    int done = 0;
    while (done < limit) {
      int count = Inodes.read(file, buffer.asSlice(done, limit - done), from + done);
      if (count == 0) {
        break;
      }
      done += count;
    }
    return buffer.asSlice(0, done).toArray(ValueLayout.JAVA_BYTE);
  }
}
