package dev.coffer.agent.postgresql.conversion;

import dev.coffer.agent.linux.ContainedFile;
import dev.coffer.agent.postgresql.server.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Compares the pages of a directory that was shut down with those of the server that took over: a
 * page carries the position in the log of its last change, so each must be as old or younger. What
 * a later change removed is not there to be compared. Left out is what no log covers: maps of free
 * space, and tables that are temporary or unlogged.
 */
record PageComparison(Path before, Path after) {
  private static final int PAGE = 8192;
  private static final int PIECE = 128 * PAGE;
  private static final Pattern RELATION = Pattern.compile("(\\d+)(_vm)?(\\.\\d+)?");

  void run() throws IOException {
    for (var part : List.of("base", "global")) {
      try (var tree = Files.walk(before.resolve(part))) {
        for (var file : tree.filter(PageComparison::isLogged).toList()) {
          compare(before.relativize(file));
        }
      }
    }
  }

  private static boolean isLogged(Path file) {
    var name = RELATION.matcher(file.getFileName().toString());
    return name.matches()
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.exists(file.resolveSibling(name.group(1) + "_init"));
  }

  /** A link or a pipe in the place of either is refused: engines can put them there. */
  private void compare(Path name) throws IOException {
    if (!Files.exists(after.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var oldPages = ByteBuffer.allocate(PIECE).order(ByteOrder.nativeOrder());
    var pages = ByteBuffer.allocate(PIECE).order(ByteOrder.nativeOrder());
    try (var oldFile = ContainedFile.open(before, name);
        var file = ContainedFile.open(after, name)) {
      for (long at = 0; read(oldFile, at, oldPages) && read(file, at, pages); at += PIECE) {
        compare(oldPages, pages, name, at / PAGE);
      }
    }
  }

  private static boolean read(FileChannel file, long at, ByteBuffer into) throws IOException {
    into.clear();
    while (into.hasRemaining() && file.read(into, at + into.position()) > 0) {
      // Until the piece is full or the file ends.
    }
    into.flip();
    return into.limit() >= PAGE;
  }

  private static void compare(ByteBuffer oldPages, ByteBuffer pages, Path file, long firstBlock) {
    int common = Math.min(oldPages.limit(), pages.limit());
    for (int page = 0; page + PAGE <= common; page += PAGE) {
      var old = changedAt(oldPages, page);
      var now = changedAt(pages, page);
      if (now.compareTo(old) < 0) {
        throw Verification.unsound(
            "block %d of %s is of %s, but was of %s"
                .formatted(firstBlock + page / PAGE, file, now, old));
      }
    }
  }

  /** The upper half comes first. */
  private static Lsn changedAt(ByteBuffer pages, int page) {
    long lower = Integer.toUnsignedLong(pages.getInt(page + Integer.BYTES));
    return new Lsn((long) pages.getInt(page) << 32 | lower);
  }
}
