package dev.coffer.cli.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a server answered. */
public record Answer(
    int status, JsonNode body, @Nullable String requestId, @Nullable String subjectToken) {
  /** The token that was made by the call. */
  public Optional<String> token() {
    return Optional.ofNullable(subjectToken);
  }
}
