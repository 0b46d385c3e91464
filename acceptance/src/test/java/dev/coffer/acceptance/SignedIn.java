package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls that the vendor's client does not have, or whose answers it does not show as they are. */
record SignedIn(HttpClient http, String endpoint, String token) {
  private static final JsonMapper JSON = JsonMapper.shared();

  static SignedIn with(Account account) {
    var user =
        Map.of(
            "name", account.userName(),
            "password", account.password(),
            "domain", Map.of("name", account.domainName()));
    var body =
        Map.of(
            "auth",
            Map.of(
                "identity",
                Map.of("methods", List.of("password"), "password", Map.of("user", user)),
                "scope",
                Map.of("project", Map.of("id", account.projectId()))));
    var nobody = new SignedIn(HttpClient.newHttpClient(), account.endpoint(), "");
    String token =
        nobody
            .send("POST", "/v3/auth/tokens", JSON.writeValueAsBytes(body))
            .headers()
            .firstValue("X-Subject-Token")
            .orElseThrow();
    return new SignedIn(nobody.http(), nobody.endpoint(), token);
  }

  JsonNode get(String path) {
    return JSON.readTree(send("GET", path, new byte[0]).body());
  }

  JsonNode post(String path, Object body) {
    return JSON.readTree(send("POST", path, JSON.writeValueAsBytes(body)).body());
  }

  private HttpResponse<String> send(String method, String path, byte[] body) {
    var request =
        HttpRequest.newBuilder(URI.create(endpoint + path))
            .header("Content-Type", "application/json")
            .header("X-Auth-Token", token)
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
      return answer;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
