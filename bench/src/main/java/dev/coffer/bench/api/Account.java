package dev.coffer.bench.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server's first account, making what the measured call needs. */
final class Account implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;
  private final AccessKey accessKey;
  private final String project;

  private Account(URI endpoint, AccessKey accessKey, String project) {
    this.endpoint = endpoint;
    this.accessKey = accessKey;
    this.project = project;
  }

  static Account of(Path bootstrap) {
    JsonNode told = JSON.readTree(bootstrap);
    return new Account(
        URI.create(told.get("endpoint").asString()),
        new AccessKey(told.get("access_key").asString(), told.get("secret_key").asString()),
        told.get("project_id").asString());
  }

  AccessKey accessKey() {
    return accessKey;
  }

  int port() {
    return endpoint.getPort();
  }

  String createKey() throws IOException {
    return send(
            "POST",
            "/v1.0/" + project + "/kms/create-key",
            "",
            Map.of("key_alias", "bench", "key_spec", "AES_256"))
        .at("/key_info/key_id")
        .asString();
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
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException(method + " " + path + " was refused: " + answer.body());
      }
      return JSON.readTree(answer.body());
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
