package dev.coffer.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Where what lies in a data directory. {@link #server} is the API server's: control database, key
 * ring, root key, audit log and {@code bootstrap.json}; the rest is the agent's and the engines'.
 */
public record DataLayout(Path root) {
  private static final String PASSABLE = "rwx--x--x";
  private static final String PRIVATE = "rwx------";

  // All that lay at the top before there was a directory for it.
  private static final List<String> MOVED =
      List.of(
          "control.db",
          "control.db-wal",
          "control.db-shm",
          "control.db-journal",
          "audit",
          "bootstrap.json",
          "root.key.next",
          "root.key",
          "keyring.json");

  public DataLayout {
    root = root.toAbsolutePath().normalize();
  }

  public Path server() {
    return root.resolve("server");
  }

  public Path backups() {
    return root.resolve("backups");
  }

  public Path instances() {
    return root.resolve("instances");
  }

  public Path clusters() {
    return root.resolve("clusters");
  }

  public Path agent() {
    return root.resolve("agent");
  }

  /** Where the key ring is: of a data directory, or of a directory that holds a copy of it. */
  public static Path keysIn(Path directory) {
    Path server = new DataLayout(directory).server();
    return Files.isDirectory(server) ? server : directory;
  }

  /**
   * Makes the directory where it is missing, and brings one of an earlier version into this form.
   * Nothing is written where the directory cannot be used.
   *
   * @throws CannotStart where the operator has to do something first
   */
  void make() throws IOException {
    if (root.toString().chars().anyMatch(Character::isWhitespace)) {
      // mariadb-install-db splits its arguments there.
      throw new CannotStart("white space in the data directory's path: " + root);
    }
    try {
      if (Files.notExists(root)) {
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString(PASSABLE));
      }
      if (Files.notExists(server())) {
        Files.createDirectory(
            server(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
      }
      moveFormer();
    } catch (FileSystemException unusable) {
      throw new CannotStart("cannot use the data directory: " + told(unusable), unusable);
    }
  }

  static String told(FileSystemException unusable) {
    String reason = unusable.getReason();
    return unusable.getFile() + ": " + (reason == null ? "no permission for it" : reason);
  }

  // The key ring last: as long as it is at the top, this is not finished.
  private void moveFormer() throws IOException {
    boolean moved = false;
    for (String name : MOVED) {
      Path former = root.resolve(name);
      if (Files.exists(former, LinkOption.NOFOLLOW_LINKS)) {
        if (Files.exists(server().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
          throw new CannotStart(
              "there are both %s and %s: keep the one that is in use"
                  .formatted(former, server().resolve(name)));
        }
        Files.move(former, server().resolve(name), StandardCopyOption.ATOMIC_MOVE);
        moved = true;
      }
    }
    if (moved) {
      sync(server());
      sync(root);
    }
  }

  static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
