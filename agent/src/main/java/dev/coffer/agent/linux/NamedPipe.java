package dev.coffer.agent.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A pipe with a name, for one other user, in a directory that only we write. Until it is let go it
 * counts as having a writer and a reader, so that opening it waits for neither; after that it ends
 * with the last writer.
 */
public final class NamedPipe implements AutoCloseable {
  private static final int PRIVATE = 0600;
  private static final NativeFunction MAKE =
      NativeFunction.of("mkfifo", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

  private final Path path;
  private final FileChannel held;

  private NamedPipe(Path path, FileChannel held) {
    this.path = path;
    this.held = held;
  }

  public static NamedPipe make(Path path, int user) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MAKE.call(arena.allocateFrom(path.toString()), PRIVATE);
    }
    boolean made = false;
    try {
      Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
      var pipe =
          new NamedPipe(
              path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
      made = true;
      return pipe;
    } finally {
      if (!made) {
        Files.delete(path);
      }
    }
  }

  public Path path() {
    return path;
  }

  /** Both ends are open now, or will never be. */
  public void letGo() throws IOException {
    held.close();
  }

  @Override
  public void close() throws IOException {
    letGo();
    Files.deleteIfExists(path);
  }
}
