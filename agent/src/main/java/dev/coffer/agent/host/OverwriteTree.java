package dev.coffer.agent.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Writes zeroes over every file below a path, makes that durable, and only then removes them all.
 * The trap: a disk that writes elsewhere than it is told (a copy-on-write file system, flash) keeps
 * the old blocks until it needs them.
 */
public final class OverwriteTree extends SimpleFileVisitor<Path> {
  private static final int PIECE = 1 << 20;

  private final ByteBuffer zeroes = ByteBuffer.allocateDirect(PIECE);

  private OverwriteTree() {}

  /** Does nothing where there is nothing. */
  public static void at(Path path) throws IOException {
    if (Files.exists(path)) {
      Files.walkFileTree(path, new OverwriteTree());
      DeleteTree.at(path);
    }
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isRegularFile()) {
      overwrite(file, attributes.size());
    }
    return FileVisitResult.CONTINUE;
  }

  private void overwrite(Path file, long size) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long done = 0; done < size; ) {
        zeroes.clear().limit((int) Math.min(PIECE, size - done));
        done += channel.write(zeroes);
      }
      channel.force(false);
    }
  }
}
