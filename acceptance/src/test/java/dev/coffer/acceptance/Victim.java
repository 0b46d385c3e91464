package dev.coffer.acceptance;

import dev.coffer.acceptance.SharedCoffer.Shared;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import java.util.Map;

/** A user whom attacks are about. */
final class Victim {
  private static final String PASSWORD = "Victim-1-password";

  private final Shared shared;
  private String userId = "";

  Victim(Shared shared) {
    this.shared = shared;
  }

  String userId(Wire wire, String token) {
    if (userId.isEmpty()) {
      userId = create(wire, token, "victim");
    }
    return userId;
  }

  String token(Wire wire) {
    return token(wire, "victim");
  }

  /** A token that was good until its user got another password. */
  String revokedToken(Wire wire, String token) {
    String id = create(wire, token, "revoked");
    String revoked = token(wire, "revoked");
    Answer changed =
        wire.send(
            Request.of(
                    "PATCH",
                    "/v3/users/" + id,
                    Wire.JSON.writeValueAsString(
                        Map.of("user", Map.of("password", "Another-1-password"))))
                .with("X-Auth-Token", token));
    if (changed.status() != 200) {
      throw new AssertionError("no other password: " + changed);
    }
    return revoked;
  }

  private String token(Wire wire, String name) {
    return wire.token(shared.account.domainName(), name, PASSWORD, shared.account.projectId());
  }

  private static String create(Wire wire, String token, String name) {
    String body =
        Wire.JSON.writeValueAsString(Map.of("user", Map.of("name", name, "password", PASSWORD)));
    Answer made = wire.send(Request.of("POST", "/v3/users", body).with("X-Auth-Token", token));
    return made.json().at("/user/id").asString();
  }
}
