package dev.coffer.agent.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * Changes the owner of what lies in a directory that others could write, each inode by its
 * descriptor: no link is followed, whatever is put in the place of what, and no other file system
 * entered. Refused are an inode of a user who is not named, an inode with a second name, and a tree
 * of more than 64 levels. The owner is what holds against a live attacker: who links a file and
 * unlinks it again between two looks changes the count of its names, never its owner.
 */
public final class OwnedTree {
  private static final int DEEPEST = 64;

  /** Beneath the directory, without magic links, on the same file system. */
  private static final long INSIDE =
      Inodes.BENEATH | Inodes.NO_MAGIC_LINKS | Inodes.SAME_FILE_SYSTEM;

  private final Path top;
  private final Set<Integer> owners;
  private final Change change;

  /** What is done to an inode that is nowhere else. */
  private interface Change {
    void of(int descriptor) throws IOException;
  }

  private OwnedTree(Path top, Set<Integer> owners, Change change) {
    this.top = top;
    this.owners = owners;
    this.change = change;
  }

  /** Fails where anything below the top is not only theirs, and changes nothing. */
  public static void require(Path top, Set<Integer> owners) throws IOException {
    new OwnedTree(top, owners, _ -> {}).walk();
  }

  /**
   * Gives everything below the top, but not the top itself, from any of these owners to a user and
   * a group.
   */
  public static void give(Path top, Set<Integer> owners, int user, int group) throws IOException {
    new OwnedTree(top, owners, inode -> Inodes.changeOwner(inode, user, group)).walk();
  }

  private void walk() throws IOException {
    try (var arena = Arena.ofConfined()) {
      int directory =
          Inodes.open(
              Inodes.CURRENT_DIRECTORY,
              arena.allocateFrom(top.toAbsolutePath().toString()),
              Inodes.FLAGS.directory() | Inodes.FLAGS.noFollow(),
              Inodes.NO_MAGIC_LINKS);
      try {
        walk(directory, top.toString(), 0);
      } finally {
        Inodes.close(directory);
      }
    }
  }

  private void walk(int directory, String path, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("%s is too deep".formatted(path));
    }
    try (var arena = Arena.ofConfined()) {
      MemorySegment entries = arena.allocate(1 << 16, 8);
      int length = Inodes.entries(directory, entries);
      while (length > 0) {
        for (int at = 0; at < length; ) {
          visit(directory, entries.asSlice(at + 19L), path, depth);
          at += Short.toUnsignedInt(entries.get(ValueLayout.JAVA_SHORT, at + 16L));
        }
        length = Inodes.entries(directory, entries);
      }
    }
  }

  private void visit(int directory, MemorySegment name, String path, int depth) throws IOException {
    // Names are bytes: they are shown as far as they are text, and used as they are.
    String shown = name.getString(0, StandardCharsets.ISO_8859_1);
    if (shown.equals(".") || shown.equals("..")) {
      return;
    }
    String inside = path + "/" + shown;
    int inode = Inodes.open(directory, name, Inodes.PATH_ONLY | Inodes.FLAGS.noFollow(), INSIDE);
    try {
      if (requireOnlyTheirs(inode, inside)) {
        descend(inode, inside, depth);
      }
      change.of(inode);
    } finally {
      Inodes.close(inode);
    }
  }

  private void descend(int inode, String path, int depth) throws IOException {
    try (var arena = Arena.ofConfined()) {
      int directory = Inodes.open(inode, arena.allocateFrom("."), Inodes.FLAGS.directory(), INSIDE);
      try {
        walk(directory, path, depth + 1);
      } finally {
        Inodes.close(directory);
      }
    }
  }

  /** Whether it is a directory, which has no second name. */
  private boolean requireOnlyTheirs(int inode, String path) throws IOException {
    var status = Inodes.status(inode);
    if (!status.isDirectory() && status.links() > 1) {
      throw new IOException(path + " has a second name: it is not given to another user");
    }
    if (!owners.contains(status.owner())) {
      throw new IOException(
          "%s belongs to user %d: it is not given to another user".formatted(path, status.owner()));
    }
    return status.isDirectory();
  }
}
