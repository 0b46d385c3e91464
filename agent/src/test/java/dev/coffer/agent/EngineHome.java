package dev.coffer.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A directory for instances, in one where the agent keeps its own beside it. */
public final class EngineHome {
  private EngineHome() {}

  public static Path create() throws IOException {
    var directory = Files.createTempDirectory(Path.of("/tmp"), "coffer-agent-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Files.createDirectory(directory.resolve("engines"));
  }

  public static void delete(Path directory) throws IOException {
    try (var tree = Files.walk(directory.getParent())) {
      for (var path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
