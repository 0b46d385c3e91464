package dev.coffer.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server's first account, making what the measured call needs. */
final class Account implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TOKENS = "/v3/auth/tokens";
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;
  private final AccessKey accessKey;
  private final String project;
  private final JsonNode told;

  private Account(JsonNode told) {
    this.told = told;
    this.endpoint = URI.create(told.get("endpoint").asString());
    this.accessKey =
        new AccessKey(told.get("access_key").asString(), told.get("secret_key").asString());
    this.project = told.get("project_id").asString();
  }

  public static Account of(Path bootstrap) {
    return new Account(JSON.readTree(bootstrap));
  }

  static String json(Map<String, ?> value) {
    return JSON.writeValueAsString(value);
  }

  int port() {
    return endpoint.getPort();
  }

  String createKey() throws IOException {
    return send(
            "POST", kmsPath("create-key"), "", Map.of("key_alias", "bench", "key_spec", "AES_256"))
        .at("/key_info/key_id")
        .asString();
  }

  /** A wrapped data key of 64 bytes, in hexadecimal. */
  String createDataKey(String masterKey) throws IOException {
    return send(
            "POST",
            kmsPath("create-datakey"),
            "",
            Map.of("key_id", masterKey, "datakey_length", "512"))
        .get("cipher_text")
        .asString();
  }

  String kmsPath(String verb) {
    return "/v1.0/" + project + "/kms/" + verb;
  }

  /** A whole request, signed for the server that listens on the port. */
  byte[] signed(int port, String path, String body) {
    return signed(port, path, body, Instant.now());
  }

  /** The same, with the date of another moment. */
  byte[] signed(int port, String path, String body, Instant at) {
    byte[] bytes = body.getBytes(UTF_8);
    return request(
        port, path, accessKey.sign("127.0.0.1:" + port, "POST", path, "", bytes, at), body);
  }

  /** A whole request with a token. */
  byte[] withToken(String token, String path, String body) {
    return request(
        port(), path, Map.of("X-Auth-Token", token, "Content-Type", AccessKey.CONTENT_TYPE), body);
  }

  /** A whole request for a token by the first user's password. */
  byte[] passwordLogin() {
    return request(port(), TOKENS, Map.of("Content-Type", AccessKey.CONTENT_TYPE), json(login()));
  }

  private static byte[] request(int port, String path, Map<String, String> fields, String body) {
    var head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
    fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n\r\n");
    return head.append(body).toString().getBytes(UTF_8);
  }

  private Map<String, ?> login() {
    Map<String, ?> user =
        Map.of(
            "name", told.get("user_name").asString(),
            "password", told.get("password").asString(),
            "domain", Map.of("name", told.get("domain_name").asString()));
    return Map.of(
        "auth",
        Map.of(
            "identity", Map.of("methods", List.of("password"), "password", Map.of("user", user)),
            "scope", Map.of("project", Map.of("id", project))));
  }

  String token() throws IOException {
    var request =
        HttpRequest.newBuilder(endpoint.resolve(TOKENS))
            .header("Content-Type", AccessKey.CONTENT_TYPE)
            .POST(BodyPublishers.ofString(json(login())));
    return answer(request.build()).headers().firstValue("X-Subject-Token").orElseThrow();
  }

  /** Returns once it runs. */
  String createInstance(String password) throws IOException {
    var order =
        Map.of(
            "name", "bench",
            "region", "cn-north-4",
            "datastore", Map.of("type", "gaussdb-mysql", "version", "8.0"),
            "mode", "Cluster",
            "flavor_ref", "gaussdb.mysql.xlarge.x86.4",
            "vpc_id", "bench",
            "subnet_id", "bench",
            "password", password,
            "availability_zone_mode", "single",
            "slave_count", 0);
    JsonNode answer = send("POST", "/v3/" + project + "/instances", "", order);
    await(answer.get("job_id").asString());
    return answer.at("/instance/id").asString();
  }

  String encryptionPath(String instance) {
    return "/v3/" + project + "/instances/" + instance + "/backups/encryption";
  }

  private void await(String job) throws IOException {
    while (true) {
      JsonNode told = send("GET", "/v3/" + project + "/jobs", "id=" + job, null).get("job");
      switch (told.get("status").asString()) {
        case "Completed" -> {
          return;
        }
        case "Failed" -> throw new IOException("job failed: " + told);
        default -> LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  private JsonNode send(String method, String path, String query, @Nullable Object content)
      throws IOException {
    byte[] body = content == null ? new byte[0] : JSON.writeValueAsBytes(content);
    var request =
        HttpRequest.newBuilder(endpoint.resolve(query.isEmpty() ? path : path + "?" + query))
            .method(method, BodyPublishers.ofByteArray(body));
    accessKey.sign(endpoint.getAuthority(), method, path, query, body).forEach(request::header);
    return JSON.readTree(answer(request.build()).body());
  }

  private HttpResponse<String> answer(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException(request + " was refused: " + answer.body());
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
