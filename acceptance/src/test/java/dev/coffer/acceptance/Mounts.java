package dev.coffer.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The sealed volumes that are mounted on this host. */
final class Mounts {
  private static final int PLACE = 4;

  private Mounts() {}

  static List<Path> under(Path directory) {
    try {
      return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
          .filter(line -> line.contains(" fuse.coffer "))
          .map(line -> Path.of(line.split(" ", -1)[PLACE]))
          .filter(place -> place.startsWith(directory))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The daemon ends with it. */
  static void detach(Path place) {
    try {
      new ProcessBuilder("umount", "--lazy", place.toString()).inheritIO().start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
