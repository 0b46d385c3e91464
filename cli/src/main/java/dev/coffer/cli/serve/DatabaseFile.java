package dev.coffer.cli.serve;

import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.server.store.PostgresAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A file that tells how the control database is reached, password included. */
final class DatabaseFile {
  private static final Set<PosixFilePermission> PRIVATE =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private DatabaseFile() {}

  static PostgresAccess read(Path file) {
    try {
      if (!PRIVATE.containsAll(Files.getPosixFilePermissions(file))) {
        throw new CommandFailed(file + " is open to others; run: chmod 600 " + file);
      }
      return JSON.readValue(file, PostgresAccess.class);
    } catch (IOException e) {
      throw new CommandFailed("cannot read " + file, e);
    } catch (JacksonException e) {
      throw new CommandFailed(
          file + " is not JSON with the url (jdbc:postgresql:...), user and password", e);
    }
  }
}
