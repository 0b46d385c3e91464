package dev.coffer.agent.mariadb;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** About how many bytes a backup of a data directory has: its files, less logs and scratch. */
final class DataSize extends SimpleFileVisitor<Path> {
  private long bytes;

  static long of(Path directory) throws IOException {
    var size = new DataSize();
    Files.walkFileTree(directory, size);
    return size.bytes;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    var name = file.getFileName().toString();
    boolean copied = !name.startsWith("ib_logfile") && !name.startsWith("ibtmp");
    bytes += copied ? attributes.size() : 0;
    return FileVisitResult.CONTINUE;
  }

  /** A server makes and drops files while we look. */
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException gone) {
    return FileVisitResult.CONTINUE;
  }
}
