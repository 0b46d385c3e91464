package dev.coffer.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The directory of one server and of what its process prints, in a place that the engines' user can
 * reach. Closing it ends every engine that still runs on it, however its server ended.
 */
public final class ServerHome implements AutoCloseable {
  static final String TEMPORARY = "tmp";

  private static final String ADOPTABLE = "adoptable.json";

  private final Path root;

  private ServerHome(Path root) {
    this.root = root;
  }

  public static ServerHome create() {
    try {
      Path root = Files.createTempDirectory(Path.of("/tmp"), "coffer-acceptance-");
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
      Path temporary = Files.createDirectory(root.resolve(TEMPORARY));
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
      Files.writeString(root.resolve(ADOPTABLE), "[]");
      return new ServerHome(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path root() {
    return root;
  }

  /** What the operator lets be adopted. */
  Path adoptable() {
    return root.resolve(ADOPTABLE);
  }

  /** Lets these engines be adopted, and no others. */
  void allow(List<Map<String, Object>> engines) {
    try {
      Files.writeString(adoptable(), Wire.JSON.writeValueAsString(engines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path data() {
    return root.resolve("data");
  }

  /** What is the API server's own. */
  public Path server() {
    return data().resolve("server");
  }

  public Path backups() {
    return data().resolve("backups");
  }

  Path instance(String id) {
    return data().resolve("instances").resolve(id);
  }

  public Path controlDatabase() {
    return server().resolve("control.db");
  }

  /** Waits until bytes of a backup that is being taken lie in the store. */
  void awaitPartial(String backupId) {
    Await.until(
        "bytes of backup " + backupId,
        () ->
            stored().stream()
                .filter(name -> name.startsWith("." + backupId))
                .anyMatch(name -> backups().resolve(name).toFile().length() > 0));
  }

  /** The names of everything in the store, partials included. */
  List<String> stored() {
    try (Stream<Path> entries = Files.list(backups())) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Engines.under(root).forEach(Engines::kill);
    Engines.postgresUnder(root).forEach(Engines::kill);
    Mounts.under(root).forEach(Mounts::detach);
    delete(root);
  }

  /** Deletes a tree, though a process that is ending may still delete or make files in it. */
  static void delete(Path tree) {
    Await.until("the deletion of " + tree, () -> isDeleted(tree));
  }

  private static boolean isDeleted(Path tree) throws IOException {
    try {
      for (Path path : LiveTree.paths(tree).reversed()) {
        Files.deleteIfExists(path);
      }
      return true;
    } catch (DirectoryNotEmptyException filledMeanwhile) {
      return false;
    }
  }
}
