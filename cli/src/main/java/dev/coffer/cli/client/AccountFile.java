package dev.coffer.cli.client;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A user's endpoint, project and access key, in a file like the server's bootstrap.json. */
public record AccountFile(
    String endpoint, String project, String user, String accessKey, String secretKey) {

  /** Reads one; a file that cannot be used is refused by name. */
  public static AccountFile read(Path file) {
    JsonNode content = content(file);
    return new AccountFile(
        required(content, file, "endpoint"),
        required(content, file, "project_id"),
        content.path("user_name").asString(""),
        required(content, file, "access_key"),
        required(content, file, "secret_key"));
  }

  private static JsonNode content(Path file) {
    try {
      return JsonMapper.shared().readTree(file);
    } catch (JacksonIOException e) {
      throw new Failed(ExitCode.FAILED, "cannot read " + file);
    } catch (JacksonException e) {
      throw new Failed(ExitCode.FAILED, file + " is not JSON", "the server's bootstrap.json");
    }
  }

  private static String required(JsonNode content, Path file, String field) {
    return content
        .path(field)
        .asStringOpt()
        .orElseThrow(() -> new Failed(ExitCode.FAILED, file + " has no " + field));
  }

  @Override
  public String toString() {
    return "AccountFile[" + accessKey + " at " + endpoint + "]";
  }
}
