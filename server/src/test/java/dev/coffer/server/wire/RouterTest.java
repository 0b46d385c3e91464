package dev.coffer.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.wire.Operation.Method;
import dev.coffer.server.wire.Operation.Nothing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final Router router =
      new Router(
          List.of(
              operation("List", Method.GET, "/v3/keys"),
              operation("Show", Method.GET, "/v3/keys/{key_id}"),
              operation("Check", Method.HEAD, "/v3/keys/{key_id}/users/{user_id}"),
              operation("Open", Method.GET, "/")));

  @Test
  void answersHeadWhereGetIs() {
    assertThat(name(Method.HEAD, "/v3/keys/k")).hasValue("Show");
    assertThat(name(Method.HEAD, "/v3/keys/k/users/u")).hasValue("Check");
    assertThat(name(Method.GET, "/v3/keys/k/users/u")).isEmpty();
    assertThat(name(Method.DELETE, "/v3/keys/k")).isEmpty();
  }

  @Test
  void takesOneSlashAtTheEndForNone() {
    assertThat(name(Method.GET, "/v3/keys/k/")).hasValue("Show");
    assertThat(name(Method.GET, "/v3/keys/")).hasValue("List");
    assertThat(name(Method.GET, "/")).hasValue("Open");
    assertThat(name(Method.GET, "/v3/keys//")).isEmpty();
    assertThat(name(Method.GET, "//v3/keys")).isEmpty();
  }

  private Optional<String> name(Method method, String path) {
    return router.find(method, path).map(found -> found.operation().name());
  }

  private static Operation<Nothing> operation(String name, Method method, String path) {
    return new Operation<>(
        Service.EXTENSION,
        name,
        method,
        PathTemplate.of(path),
        Operation.Admission.ANYONE,
        Optional.empty(),
        Operation.Body.none(),
        200,
        _ -> Reply.of(Map.of()));
  }
}
