package dev.coffer.bench.measure;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A directory on the disk that the engines' own user can pass through; closing removes it. */
public record Workspace(Path directory) implements AutoCloseable {

  public static Workspace open() throws IOException {
    Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "coffer-bench-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    return new Workspace(directory);
  }

  public Path file(String name) {
    return directory.resolve(name);
  }

  /** A file for its owner alone with a random passphrase, for programs that want one. */
  public Path passphrase() throws IOException {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return secret("passphrase", HexFormat.of().formatHex(random));
  }

  public Path secret(String name, String text) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path file = Files.createFile(file(name), mode);
    return Files.writeString(file, text);
  }

  public static void delete(Path tree) throws IOException {
    if (Files.notExists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() throws IOException {
    delete(directory);
  }
}
