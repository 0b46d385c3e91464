package dev.coffer.cli.serve;

import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.host.SyncTree;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class path of this program for a user who is not root. What root alone can reach, such as a
 * build in root's home directory, is copied once to a directory that root writes and all read; a
 * file that changed gets a copy of its own, and copies that nothing uses any more are removed.
 */
final class ReachableClassPath {
  private static final String OPEN_DIRECTORY = "rwxr-xr-x";
  private static final String OPEN_FILE = "rw-r--r--";

  /** Far longer than a server takes from the choice of a copy to its start. */
  private static final Duration UNUSED = Duration.ofDays(1);

  private final Path copies;

  ReachableClassPath(Path copies) {
    this.copies = copies;
  }

  static ReachableClassPath ofHost() {
    return new ReachableClassPath(Path.of("/var/cache/coffer"));
  }

  String of(String classPath) throws IOException {
    var elements = new ArrayList<String>();
    for (String element : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(element).toAbsolutePath();
      if (!element.isEmpty() && Files.exists(path)) {
        elements.add(reachable(path.toRealPath()).toString());
      }
    }
    clean();
    return String.join(File.pathSeparator, elements);
  }

  /** Removes copies that no process names and none was started with for a day. */
  private void clean() throws IOException {
    if (!Files.isDirectory(copies)) {
      return;
    }
    Instant yesterday = Instant.now().minus(UNUSED);
    try (Stream<Path> places = Files.list(copies)) {
      for (Path place : places.toList()) {
        removeIfUnused(place, yesterday);
      }
    }
  }

  private static void removeIfUnused(Path place, Instant before) throws IOException {
    try {
      if (Files.getLastModifiedTime(place).toInstant().isBefore(before) && !isNamed(place)) {
        DeleteTree.at(place);
      }
    } catch (NoSuchFileException _) {
      // Another server that starts removes it as well.
    }
  }

  private static boolean isNamed(Path place) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(process -> process.getFileName().toString().matches("\\d+"))
          .anyMatch(process -> commandLine(process).contains(place + "/"));
    }
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }

  /** Whether every user can read a file, or all that is in a directory. */
  static boolean isOpen(Path real) throws IOException {
    for (Path way = real.getParent(); way != null; way = way.getParent()) {
      if (!permits(way, PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    for (Path path : tree(real)) {
      if (!permits(path, PosixFilePermission.OTHERS_READ)
          || (Files.isDirectory(path) && !permits(path, PosixFilePermission.OTHERS_EXECUTE))) {
        return false;
      }
    }
    return true;
  }

  private static boolean permits(Path path, PosixFilePermission permission) throws IOException {
    return Files.getPosixFilePermissions(path).contains(permission);
  }

  private Path reachable(Path element) throws IOException {
    if (isOpen(element)) {
      return element;
    }
    Path place = copies.resolve(fingerprint(element));
    Path copy = place.resolve(name(element));
    if (!Files.exists(copy)) {
      copy(element, place);
    }
    Files.setLastModifiedTime(place, FileTime.from(Instant.now()));
    return copy;
  }

  private void copy(Path element, Path place) throws IOException {
    makeOpen(copies);
    Path fresh = Files.createTempDirectory(copies, ".");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(OPEN_DIRECTORY));
    boolean placed = false;
    try {
      for (Path path : tree(element)) {
        Path to = fresh.resolve(name(element)).resolve(element.relativize(path));
        Files.copy(path, to);
        Files.setPosixFilePermissions(
            to,
            PosixFilePermissions.fromString(Files.isDirectory(to) ? OPEN_DIRECTORY : OPEN_FILE));
      }
      SyncTree.at(fresh);
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
      placed = true;
    } catch (FileSystemException failed) {
      // Another server that starts may have been first.
      if (!Files.isDirectory(place)) {
        throw failed;
      }
    } finally {
      if (!placed) {
        DeleteTree.at(fresh);
      }
    }
  }

  private static void makeOpen(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(OPEN_DIRECTORY));
  }

  // Of names, sizes and times: reading everything would cost each start more than copying it.
  private static String fingerprint(Path element) throws IOException {
    MessageDigest digest = sha256();
    for (Path path : tree(element)) {
      String line = "%s %d %s\n".formatted(path, Files.size(path), Files.getLastModifiedTime(path));
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is missing", impossible);
    }
  }

  private static String name(Path element) {
    return String.valueOf(element.getFileName());
  }

  private static List<Path> tree(Path top) throws IOException {
    try (Stream<Path> paths = Files.walk(top)) {
      return paths.sorted().toList();
    }
  }
}
