package dev.coffer.cli.demo;

import dev.coffer.cli.account.Account;
import dev.coffer.cli.exit.CommandFailed;
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
  private final Account account;
  private String token = "";

  ApiClient(Account account) {
    this.account = account;
  }

  /** Gets a token for the account's user and project; later calls carry it. */
  ApiClient signIn() {
    var user =
        Map.of(
            "name",
            account.userName(),
            "password",
            account.password(),
            "domain",
            Map.of("name", account.domainName()));
    var identity = Map.of("methods", new String[] {"password"}, "password", Map.of("user", user));
    var scope = Map.of("project", Map.of("id", project()));
    var body = Map.of("auth", Map.of("identity", identity, "scope", scope));
    token =
        send("POST", "/v3/auth/tokens", body).headers().firstValue("X-Subject-Token").orElseThrow();
    return this;
  }

  /** The id of the project that it calls in. */
  String project() {
    return account.projectId();
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
        HttpRequest.newBuilder(URI.create(account.endpoint() + path))
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
