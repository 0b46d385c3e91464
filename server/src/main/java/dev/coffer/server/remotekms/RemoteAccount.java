package dev.coffer.server.remotekms;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.ProjectId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the other KMS is, in which of its projects the keys are, and the access key it is called
 * with. Kept in a file that only its owner reads; the {@code bootstrap.json} of another Coffer has
 * all of it.
 */
public record RemoteAccount(
    URI endpoint, ProjectId projectId, String accessKey, SecretBytes secretKey) {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private record Contents(
      @Nullable String endpoint,
      @Nullable String projectId,
      @Nullable String accessKey,
      @Nullable String secretKey) {}

  /**
   * Reads the file.
   *
   * @throws UnusableRemoteAccount where it cannot be used as it is
   */
  public static RemoteAccount read(Path file) {
    try {
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw new UnusableRemoteAccount("others than its owner can read it: " + file);
      }
      Contents contents =
          JSON.readerFor(Contents.class)
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readValue(Files.readAllBytes(file));
      if (contents == null) {
        throw new UnusableRemoteAccount("it has no contents: " + file);
      }
      return new RemoteAccount(
          URI.create(present(file, "endpoint", contents.endpoint()).replaceFirst("/+$", "")),
          new ProjectId(present(file, "project_id", contents.projectId())),
          present(file, "access_key", contents.accessKey()),
          SecretBytes.absorb(present(file, "secret_key", contents.secretKey()).getBytes(UTF_8)));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw new UnusableRemoteAccount("it cannot be read: " + file, e);
    }
  }

  private static String present(Path file, String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new UnusableRemoteAccount("it has no " + field + ": " + file);
    }
    return value;
  }

  URI address(String verb) {
    return URI.create(endpoint + "/v1.0/" + projectId + "/kms/" + verb);
  }
}
