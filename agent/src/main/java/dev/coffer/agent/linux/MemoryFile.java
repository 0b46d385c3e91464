package dev.coffer.agent.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** A file that is in this process's memory alone, under a name that this process can open. */
public final class MemoryFile {
  private static final int CLOSE_ON_EXEC = 1;
  private static final NativeFunction CREATE =
      NativeFunction.of("memfd_create", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

  private final Path path;

  private MemoryFile(Path path) {
    this.path = path;
  }

  /** Lives as long as the process. */
  public static MemoryFile create(byte[] content, Set<PosixFilePermission> mode)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      int descriptor = CREATE.call(arena.allocateFrom("coffer"), CLOSE_ON_EXEC);
      var file = new MemoryFile(Path.of("/proc/self/fd/" + descriptor));
      Files.setPosixFilePermissions(file.path, mode);
      file.replace(content);
      return file;
    }
  }

  public void replace(byte[] content) throws IOException {
    Files.write(path, content);
  }

  public Path path() {
    return path;
  }
}
