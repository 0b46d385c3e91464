package dev.coffer.cli.client;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON files for their owner alone: mode 0600 in a directory of mode 0700, replaced by renaming.
 * One that others may read is refused.
 */
final class PrivateFiles {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path directory;

  PrivateFiles(Path directory) {
    this.directory = directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** What the file holds; an empty object where there is none. */
  ObjectNode read(String name) {
    Path file = file(name);
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!OWNER.containsAll(mode)) {
        throw new Failed(
            ExitCode.FAILED, file + " can be read or changed by others", "chmod 600 " + file);
      }
      if (JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode object) {
        return object;
      }
      throw new Failed(ExitCode.FAILED, file + " is not a JSON object");
    } catch (NoSuchFileException none) {
      return JSON.createObjectNode();
    } catch (IOException | JacksonException e) {
      throw new Failed(ExitCode.FAILED, "cannot read " + file + ": " + e.getMessage());
    }
  }

  void write(String name, ObjectNode content) {
    Path file = file(name);
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path partial =
          Files.createTempFile(
              directory, name, ".partial", PosixFilePermissions.asFileAttribute(OWNER));
      try {
        Files.write(partial, JSON.writeValueAsBytes(content));
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw new Failed(ExitCode.FAILED, "cannot write " + file + ": " + e.getMessage());
    }
  }
}
