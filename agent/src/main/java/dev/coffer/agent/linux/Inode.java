package dev.coffer.agent.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * Which thing a path led to when it was looked at. A path can lead to another a moment later, so
 * what is allowed on a look at one is done to the thing with the same numbers or not at all.
 *
 * @param device of the file system that it is on
 * @param number that this file system has it under
 * @param user the owner
 */
public record Inode(long device, long number, int user, int group) {
  /** What stands under a path: a link itself, where one stands at its end. */
  public static Inode at(Path path) throws IOException {
    try (var arena = Arena.ofConfined()) {
      return of(arena, path, Inodes.PATH_ONLY | Inodes.FLAGS.noFollow(), Inodes.NO_MAGIC_LINKS);
    }
  }

  private static Inode of(Arena arena, Path path, long flags, long resolve) throws IOException {
    var name = arena.allocateFrom(path.toAbsolutePath().toString());
    int inode = Inodes.open(Inodes.CURRENT_DIRECTORY, name, flags, resolve);
    try {
      var status = Inodes.status(inode);
      return new Inode(status.device(), status.number(), status.owner(), status.group());
    } finally {
      Inodes.close(inode);
    }
  }

  /** As {@code stat -c %d:%i} writes it. */
  public String numbers() {
    return Long.toUnsignedString(device) + ":" + Long.toUnsignedString(number);
  }
}
