package dev.coffer.acceptance;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The paths below a directory in which processes make and delete files meanwhile. {@link
 * Files#walk} fails at a file that vanishes between its listing and the look at it; here such a
 * file is as if it had never been there.
 */
final class LiveTree extends SimpleFileVisitor<Path> {
  private final List<Path> found = new ArrayList<>();

  private LiveTree() {}

  /** The directory itself, and everything below it; each before what it holds. */
  static List<Path> paths(Path directory) throws IOException {
    return paths(directory, Integer.MAX_VALUE);
  }

  /** The same, down to this many names below the directory. */
  static List<Path> paths(Path directory, int depth) throws IOException {
    var tree = new LiveTree();
    Files.walkFileTree(directory, Set.<FileVisitOption>of(), depth, tree);
    return List.copyOf(tree.found);
  }

  /** The regular files below a directory. */
  static Stream<Path> files(Path directory) throws IOException {
    return paths(directory).stream().filter(Files::isRegularFile);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    found.add(directory);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    found.add(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    return unlessGone(failure);
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
      throws IOException {
    return failure == null ? FileVisitResult.CONTINUE : unlessGone(failure);
  }

  private static FileVisitResult unlessGone(IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }
}
