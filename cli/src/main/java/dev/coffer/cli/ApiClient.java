package dev.coffer.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the API over HTTP as any client would, with a token; an error answer is a failure. */
final class ApiClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String endpoint;
  private String token = "";

  ApiClient(String endpoint) {
    this.endpoint = endpoint;
  }

  /** Gets a token for a user and a project; later calls carry it. */
  void login(String domain, String user, String password, String projectId) {
    var body =
        Map.of(
            "auth",
            Map.of(
                "identity",
                Map.of(
                    "methods",
                    new String[] {"password"},
                    "password",
                    Map.of(
                        "user",
                        Map.of(
                            "name", user, "password", password, "domain", Map.of("name", domain)))),
                "scope",
                Map.of("project", Map.of("id", projectId))));
    token =
        send("POST", "/v3/auth/tokens", body).headers().firstValue("X-Subject-Token").orElseThrow();
  }

  JsonNode get(String path) {
    return JSON.readTree(send("GET", path, null).body());
  }

  JsonNode post(String path, Object body) {
    return JSON.readTree(send("POST", path, body).body());
  }

  private HttpResponse<String> send(String method, String path, @Nullable Object body) {
    var publisher =
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    var request =
        HttpRequest.newBuilder(URI.create(endpoint + path))
            .header("Content-Type", "application/json")
            .header("X-Auth-Token", token)
            .method(method, publisher)
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 400) {
        throw new CommandFailed(method + " " + path + " was refused: " + answer.body());
      }
      return answer;
    } catch (IOException e) {
      throw new CommandFailed(method + " " + path + " did not get through", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
