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
  private static final int OPENAT2 = 437;
  private static final int CURRENT_DIRECTORY = -100;
  private static final long READ_DIRECTORY = 0x10000;
  private static final long NO_FOLLOW = 0x20000;
  private static final long CLOSE_ON_EXEC = 0x80000;
  private static final long PATH_ONLY = 0x200000;
  private static final long NO_MAGIC_LINKS = 2;

  /** Beneath the directory, without magic links, on the same file system. */
  private static final long INSIDE = 8 | NO_MAGIC_LINKS | 1;

  private static final long HOW_SIZE = 24;
  private static final int EMPTY_PATH = 0x1000;
  private static final int TYPE_MODE_LINKS_AND_OWNER = 0xf;
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;

  private static final NativeFunction OPEN =
      NativeFunction.systemCall(
          "openat2",
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG);
  private static final NativeFunction ENTRIES =
      NativeFunction.of(
          "getdents64", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
  private static final NativeFunction CLOSE = NativeFunction.of("close", ValueLayout.JAVA_INT);
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
    try (var arena = Arena.ofConfined()) {
      MemorySegment itself = arena.allocateFrom("");
      new OwnedTree(top, owners, inode -> OWNER.call(inode, itself, user, group, EMPTY_PATH))
          .walk();
    }
  }

  private void walk() throws IOException {
    try (var arena = Arena.ofConfined()) {
      int directory =
          open(
              CURRENT_DIRECTORY,
              arena.allocateFrom(top.toAbsolutePath().toString()),
              READ_DIRECTORY | NO_FOLLOW,
              NO_MAGIC_LINKS);
      try {
        walk(directory, top.toString(), 0);
      } finally {
        CLOSE.raw(directory);
      }
    }
  }

  private void walk(int directory, String path, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("%s is too deep".formatted(path));
    }
    try (var arena = Arena.ofConfined()) {
      MemorySegment entries = arena.allocate(1 << 16, 8);
      int length = ENTRIES.call(directory, entries, entries.byteSize());
      while (length > 0) {
        for (int at = 0; at < length; ) {
          visit(directory, entries.asSlice(at + 19L), path, depth);
          at += Short.toUnsignedInt(entries.get(ValueLayout.JAVA_SHORT, at + 16L));
        }
        length = ENTRIES.call(directory, entries, entries.byteSize());
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
    int inode = open(directory, name, PATH_ONLY | NO_FOLLOW, INSIDE);
    try {
      if (requireOnlyTheirs(inode, inside)) {
        descend(inode, inside, depth);
      }
      change.of(inode);
    } finally {
      CLOSE.raw(inode);
    }
  }

  private void descend(int inode, String path, int depth) throws IOException {
    try (var arena = Arena.ofConfined()) {
      int directory = open(inode, arena.allocateFrom("."), READ_DIRECTORY, INSIDE);
      try {
        walk(directory, path, depth + 1);
      } finally {
        CLOSE.raw(directory);
      }
    }
  }

  /** Whether it is a directory, which has no second name. */
  private boolean requireOnlyTheirs(int inode, String path) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(256, 8);
      STATUS.call(inode, arena.allocateFrom(""), EMPTY_PATH, TYPE_MODE_LINKS_AND_OWNER, status);
      int mode = Short.toUnsignedInt(status.get(ValueLayout.JAVA_SHORT, 28));
      boolean directory = (mode & TYPE) == DIRECTORY;
      if (!directory && status.get(ValueLayout.JAVA_INT, 16) > 1) {
        throw new IOException(path + " has a second name: it is not given to another user");
      }
      int owner = status.get(ValueLayout.JAVA_INT, 20);
      if (!owners.contains(owner)) {
        throw new IOException(
            "%s belongs to user %d: it is not given to another user".formatted(path, owner));
      }
      return directory;
    }
  }

  private static int open(int directory, MemorySegment name, long flags, long resolve)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment how = arena.allocate(HOW_SIZE, 8);
      how.set(ValueLayout.JAVA_LONG, 0, flags | CLOSE_ON_EXEC);
      how.set(ValueLayout.JAVA_LONG, 16, resolve);
      return OPEN.call((long) OPENAT2, directory, name, how, HOW_SIZE);
    }
  }
}
