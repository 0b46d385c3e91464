package dev.coffer.server.api.iam;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Json;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Operation.Nothing;
import dev.coffer.server.wire.Query;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionApiTest {
  private static final List<String> PROJECT = List.of("0b2a5a1f6e0025d12f3bc00a1b2c3d4e");

  private final VersionApi api = new VersionApi("https");

  @ParameterizedTest
  @ValueSource(strings = {"iam.example.org", "IAM.example.org:8640"})
  void answersIamAtItsHost(String host) {
    assertThat(versions(Map.of("host", List.of(host), "x-project-id", PROJECT)))
        .startsWith("{\"versions\":{\"values\":[{\"id\":\"v3.6\",\"status\":\"stable\"")
        .contains("{\"rel\":\"self\",\"href\":\"https://" + host + "/v3/\"}")
        .contains("\"media-types\":[{");
  }

  @Test
  void answersKmsAtItsHost() {
    assertThat(versions(Map.of("host", List.of("kms.example.org"))))
        .startsWith("{\"versions\":[{\"id\":\"v1.0\"");
  }

  @Test
  void goesByTheCallerWhereTheHostSaysNothing() {
    List<String> host = List.of("127.0.0.1:8640");
    assertThat(versions(Map.of("host", host, "x-project-id", PROJECT))).contains("\"v1.0\"");
    assertThat(versions(Map.of("host", host))).contains("\"values\"");
    assertThat(versions(Map.of("host", host, "x-domain-id", PROJECT))).contains("\"values\"");
  }

  @Test
  void showsEitherVersionByItsName() {
    assertThat(version("v3")).startsWith("{\"version\":{\"id\":\"v3.6\"");
    assertThat(version("v1.0")).startsWith("{\"version\":{\"id\":\"v1.0\"");
    assertThatThrownBy(() -> version("v9")).isInstanceOf(Refusal.class);
  }

  private String versions(Map<String, List<String>> headers) {
    return answer("ShowVersions", Map.of(), headers);
  }

  private String version(String id) {
    return answer(
        "ShowVersion", Map.of("version_id", id), Map.of("host", List.of("127.0.0.1:8640")));
  }

  @SuppressWarnings("unchecked")
  private String answer(
      String operation, Map<String, String> path, Map<String, List<String>> headers) {
    Operation<Nothing> row =
        (Operation<Nothing>)
            api.operations().stream()
                .filter(found -> found.name().equals(operation))
                .findFirst()
                .orElseThrow();
    var call =
        new Call<>(
            Caller.ANONYMOUS,
            path,
            Query.parse("", Service.KMS),
            "127.0.0.1",
            headers,
            new Nothing(),
            new Inputs(Service.KMS));
    return new String(Json.write(row.handler().handle(call).body()), UTF_8);
  }
}
