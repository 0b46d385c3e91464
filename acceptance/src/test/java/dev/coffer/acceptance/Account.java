package dev.coffer.acceptance;

import java.nio.file.Path;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What {@code bootstrap.json} tells. */
public record Account(
    String endpoint,
    String region,
    String domainId,
    String domainName,
    String userName,
    String password,
    String projectId,
    String accessKey,
    String secretKey) {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  public static Account read(Path file) {
    return JSON.readValue(file, Account.class);
  }

  @Override
  public String toString() {
    return "Account[" + userName + " at " + endpoint + "]";
  }
}
