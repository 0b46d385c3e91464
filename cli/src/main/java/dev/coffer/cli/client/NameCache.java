package dev.coffer.cli.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Names and ids that a shell offers at Tab, a file for each noun of a profile: a line is a name, a
 * tab and an id. Only letters, digits and {@code _.-} get into it, because a shell reads it. It is
 * a convenience: where it cannot be written, nothing fails.
 */
public final class NameCache {
  private static final String HARMLESS = "[\\p{L}\\p{N}_.-]+";

  private final Path directory;

  public NameCache(Map<String, String> environment, String profile) {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
    this.directory = base.resolve("coffer").resolve(profile.matches("[\\w-]+") ? profile : "other");
  }

  /** Replaces the names of a noun by those of a whole list. */
  public void replace(String noun, List<ObjectNode> rows) {
    write(noun, rows.stream().map(NameCache::line).toList());
  }

  public void add(String noun, ObjectNode row) {
    List<String> lines = new ArrayList<>(lines(noun));
    lines.add(line(row));
    write(noun, lines);
  }

  public void remove(String noun, ObjectNode row) {
    String end = "\t" + row.path("id").asString("");
    write(noun, lines(noun).stream().filter(line -> !line.endsWith(end)).toList());
  }

  /** Forgets everything of the profile. */
  public void clear() {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException absent) {
      return;
    }
  }

  private static String line(ObjectNode row) {
    return harmless(row.path("name").asString("")) + "\t" + harmless(row.path("id").asString(""));
  }

  private static String harmless(String text) {
    return text.matches(HARMLESS) && !text.startsWith("-") ? text : "";
  }

  private List<String> lines(String noun) {
    try {
      return Files.readAllLines(directory.resolve(noun));
    } catch (IOException absent) {
      return List.of();
    }
  }

  private void write(String noun, List<String> lines) {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try {
      Files.createDirectories(directory, owner);
      Path partial = Files.createTempFile(directory, noun, ".partial");
      Files.write(partial, lines);
      Files.move(partial, directory.resolve(noun), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      return;
    }
  }
}
