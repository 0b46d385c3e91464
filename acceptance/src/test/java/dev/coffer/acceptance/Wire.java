package dev.coffer.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** HTTP without any client's good manners: whatever a request says is sent as it is. */
public record Wire(HttpClient http, String url) {
  static final JsonMapper JSON = JsonMapper.shared();

  public static Wire to(String url) {
    return new Wire(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), url);
  }

  /** A request; an empty body is not sent at all. */
  public record Request(String method, String path, Map<String, String> headers, String body) {
    public static Request of(String method, String path, String body) {
      return new Request(method, path, Map.of("Content-Type", "application/json"), body);
    }

    public Request with(String header, String value) {
      var more = new HashMap<>(headers);
      more.put(header, value);
      return new Request(method, path, Map.copyOf(more), body);
    }

    Request withPath(String other) {
      return new Request(method, other, headers, body);
    }

    Request withMethod(String other) {
      return new Request(other, path, headers, body);
    }

    Request withBody(String other) {
      return new Request(method, path, headers, other);
    }

    @Override
    public String toString() {
      String shown = body.length() > 120 ? body.substring(0, 120) + "…" : body;
      return method + " " + path + " " + shown;
    }
  }

  /** An answer; {@link #code} and {@link #message} are those of an error. */
  public record Answer(int status, HttpResponse<String> response) {
    public JsonNode json() {
      return JSON.readTree(response.body());
    }

    boolean isNested() {
      return json().has("error");
    }

    String code() {
      return error().path("error_code").asString();
    }

    String message() {
      return error().path("error_msg").asString();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    private JsonNode error() {
      return isNested() ? json().get("error") : json();
    }

    @Override
    public String toString() {
      return status + " " + response.body();
    }
  }

  public Answer send(Request request) {
    HttpRequest.BodyPublisher body =
        request.body().isEmpty()
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(request.body());
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(url + request.path())).method(request.method(), body);
    request.headers().forEach(builder::header);
    try {
      HttpResponse<String> response =
          http.send(builder.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(request.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A token for a user, scoped to a project or, where none is given, to the whole domain. */
  String token(String domain, String user, String password, @Nullable String projectId) {
    var identity =
        Map.of(
            "methods",
            new String[] {"password"},
            "password",
            Map.of(
                "user",
                Map.of("name", user, "password", password, "domain", Map.of("name", domain))));
    Map<String, ?> scope =
        projectId == null
            ? Map.of("domain", Map.of("name", domain))
            : Map.of("project", Map.of("id", projectId));
    String body =
        JSON.writeValueAsString(Map.of("auth", Map.of("identity", identity, "scope", scope)));
    Answer answer = send(Request.of("POST", "/v3/auth/tokens", body));
    if (answer.status() != 201) {
      throw new AssertionError("no token: " + answer);
    }
    return answer.header("X-Subject-Token");
  }

  /** A token for the account's user and project. */
  public String token(Account account) {
    return token(account.domainName(), account.userName(), account.password(), account.projectId());
  }
}
