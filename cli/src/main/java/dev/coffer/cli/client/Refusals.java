package dev.coffer.cli.client;

import dev.coffer.cli.exit.ExitCode;
import dev.coffer.cli.exit.Failed;
import dev.coffer.server.failure.Failure;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a refusal means for the operator. */
final class Refusals {
  private static final Set<String> ABSENT = Set.of("DBS.200543", "DWS.0015", "DBS.200044");
  private static final Set<String> CONFLICT =
      Set.of(
          "DBS.200086", "DBS.201208", "KMS.1104", "KMS.0209", "KMS.0210", "KMS.0309", "KMS.0310");

  private Refusals() {}

  static Failed failure(
      int status, JsonNode body, @Nullable String requestId, Optional<String> source) {
    String code = text(body, "error_code", "errCode");
    String message = text(body, "error_msg", "externalMessage");
    String cause =
        message.isEmpty() ? "the server answered " + status : message + " [" + code + "]";
    if (status == 401) {
      return source
          .map(
              from ->
                  new Failed(
                      ExitCode.NOT_SIGNED_IN,
                      "the server does not accept what " + from + " holds",
                      "coffer login",
                      requestId))
          .orElseGet(
              () ->
                  new Failed(
                      ExitCode.NOT_SIGNED_IN,
                      "the sign-in was refused",
                      "check user, domain and password",
                      requestId));
    }
    return new Failed(exit(status, code), cause, remedy(code), requestId);
  }

  private static String text(JsonNode body, String... names) {
    for (JsonNode place : new JsonNode[] {body, body.path("error")}) {
      for (String name : names) {
        if (place.path(name).isString()) {
          return place.path(name).asString();
        }
      }
    }
    JsonNode keystone = body.path("error").path("message");
    return names[0].equals("error_msg") && keystone.isString() ? keystone.asString() : "";
  }

  private static ExitCode exit(int status, String code) {
    if (ABSENT.contains(code) || status == 404) {
      return ExitCode.ABSENT;
    }
    if (CONFLICT.contains(code) || status == 409) {
      return ExitCode.CONFLICT;
    }
    return status == 403 ? ExitCode.NOT_ALLOWED : ExitCode.FAILED;
  }

  // Hints are the operator's and not on the wire; the table is loaded only when there is a failure.
  private static @Nullable String remedy(String code) {
    for (Failure failure : Failure.values()) {
      if (failure.code().equals(code)) {
        return failure.hint();
      }
    }
    return null;
  }
}
