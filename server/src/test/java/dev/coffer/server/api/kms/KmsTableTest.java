package dev.coffer.server.api.kms;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.http.HttpRequestDef;
import com.huaweicloud.sdk.kms.v2.KmsMeta;
import dev.coffer.server.api.iam.VersionApi;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.root.Passphrase;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Router;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vendor's own table of operations, against ours. */
class KmsTableTest {
  @TempDir Path directory;

  @Test
  void hasEveryOperationOfTheVendorsSdkUnderItsMethodAndPath() {
    try (ControlDatabase database = ControlDatabase.sqlite(directory.resolve("control.db"));
        Kms kms =
            Kms.start(
                directory,
                Passphrase.none(),
                database,
                new SecureRandom(),
                InstantSource.system())) {
      List<Operation<?>> operations =
          new ArrayList<>(KmsOperations.of(kms, "cn-north-4", new SecureRandom()));
      operations.addAll(new VersionApi("http").operations());
      var router = new Router(operations);
      List<HttpRequestDef<?, ?>> vendors =
          Arrays.stream(KmsMeta.class.getFields())
              .<HttpRequestDef<?, ?>>map(KmsTableTest::definition)
              .toList();
      assertThat(vendors).hasSize(58);
      for (HttpRequestDef<?, ?> vendor : vendors) {
        var method = Operation.Method.valueOf(vendor.getMethod().name());
        assertThat(router.find(method, vendor.getUri()))
            .as("%s %s", method, vendor.getUri())
            .hasValueSatisfying(
                match ->
                    assertThat(match.operation().name().toLowerCase(Locale.ROOT))
                        .isEqualTo(vendor.getName().toLowerCase(Locale.ROOT)));
      }
    }
  }

  @Test
  void asksForNoPermissionTwiceUnderTwoNames() {
    try (ControlDatabase database = ControlDatabase.sqlite(directory.resolve("control.db"));
        Kms kms =
            Kms.start(
                directory,
                Passphrase.none(),
                database,
                new SecureRandom(),
                InstantSource.system())) {
      Stream<String> actions =
          KmsOperations.of(kms, "r", new SecureRandom()).stream()
              .flatMap(operation -> operation.action().stream())
              .map(Operation.Action::name);
      assertThat(actions).allMatch(name -> name.matches("kms:[a-zA-Z]+:[a-zA-Z]+"));
    }
  }

  private static HttpRequestDef<?, ?> definition(Field field) {
    try {
      return (HttpRequestDef<?, ?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
