package dev.coffer.cli.account;

import dev.coffer.cli.exit.CommandFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** A server's user, as {@code bootstrap.json} names one. */
public record Account(
    String endpoint, String domainName, String userName, String password, String projectId) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public static Account read(Path file) {
    return read(file, Account.class);
  }

  /** The same of the file in another form. */
  public static <T> T read(Path file, Class<T> form) {
    if (!Files.isReadable(file)) {
      throw new CommandFailed("cannot read " + file);
    }
    try {
      return JSON.readValue(file, form);
    } catch (JacksonException e) {
      throw new CommandFailed(file + " is not such a file as bootstrap.json", e);
    }
  }

  @Override
  public String toString() {
    return "Account[" + userName + " at " + endpoint + "]";
  }
}
