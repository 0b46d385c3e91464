package dev.coffer.acceptance;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.http.HttpRequestDef;
import com.huaweicloud.sdk.dws.v2.DwsMeta;
import com.huaweicloud.sdk.gaussdb.v3.GaussDBMeta;
import com.huaweicloud.sdk.iam.v3.IamMeta;
import com.huaweicloud.sdk.kms.v2.KmsMeta;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Service;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/api-coverage.md is made out of the server's own table of operations and the SDK's jars, and
 * this fails where it is not what they say. {@code -Dcoverage.write=true} writes it anew.
 */
class ApiCoverageTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "api-coverage.md");
  private static final Map<Service, Class<?>> SDKS =
      Map.of(
          Service.TAURUS, GaussDBMeta.class,
          Service.DWS, DwsMeta.class,
          Service.KMS, KmsMeta.class,
          Service.IAM, IamMeta.class);

  @TempDir Path directory;

  @Test
  void theDocumentSaysWhatTheTableOfOperationsSays() throws Exception {
    String table = document(operations());
    if (Boolean.getBoolean("coverage.write")) {
      Files.writeString(DOCUMENT, table);
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(table);
  }

  /**
   * Seen in the constant pools of the tests' own classes: a method that nobody names is nowhere.
   */
  @Test
  void everyOperationThatTheSdkKnowsIsCalledThroughTheSdk() throws Exception {
    Set<String> called = methodsNamedByTests();
    List<Operation<?>> operations = operations();
    var uncalled = new TreeSet<String>();
    for (Map.Entry<Service, Class<?>> sdk : SDKS.entrySet()) {
      String client = sdk.getValue().getName().replaceAll("Meta$", "Client");
      Map<String, String> known = sdk(sdk.getKey());
      known.keySet().retainAll(answered(operations, sdk.getKey()));
      known.values().stream()
          .filter(
              names ->
                  Stream.of(names.split(" / "))
                      .noneMatch(name -> called.contains(client + "." + lowerFirst(name))))
          .forEach(uncalled::add);
    }
    assertThat(uncalled).isEmpty();
  }

  private static Set<String> answered(List<Operation<?>> operations, Service service) {
    return operations.stream()
        .filter(operation -> operation.service() == service)
        .map(ApiCoverageTest::key)
        .collect(toSet());
  }

  private static Set<String> methodsNamedByTests() throws Exception {
    Path classes =
        Path.of(ApiCoverageTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var named = new TreeSet<String>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".class")).toList()) {
        for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
          if (entry instanceof MethodRefEntry method) {
            named.add(
                method.owner().asInternalName().replace('/', '.')
                    + "."
                    + method.name().stringValue());
          }
        }
      }
    }
    return named;
  }

  private static String lowerFirst(String name) {
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private List<Operation<?>> operations() throws Exception {
    // The engines' user has to pass through it.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    var config =
        new ServerConfig(
            directory.resolve("data"), "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true);
    try (CofferServer server = CofferServer.start(config)) {
      return server.operations();
    }
  }

  private static String document(List<Operation<?>> operations) throws Exception {
    var text = new StringBuilder();
    text.append(
        """
        # API coverage

        Made by a test out of the server's table of operations and the official Java SDK 3.1.143. The last \
        column is the permission that a caller needs; a dash means that being known is enough.
        """);
    section(text, "TaurusDB", Service.TAURUS, operations);
    section(text, "DWS", Service.DWS, operations);
    section(text, "KMS", Service.KMS, operations);
    section(text, "IAM", Service.IAM, operations);
    section(text, "Extensions", Service.EXTENSION, operations);
    return text.toString();
  }

  private static void section(
      StringBuilder text, String title, Service service, List<Operation<?>> operations)
      throws IllegalAccessException {
    Map<String, String> sdk = sdk(service);
    List<Operation<?>> own = new ArrayList<>();
    operations.stream().filter(o -> o.service() == service).forEach(own::add);
    own.sort(Comparator.comparing(Operation::name));
    List<String> missing =
        sdk.entrySet().stream()
            .filter(entry -> own.stream().noneMatch(o -> key(o).equals(entry.getKey())))
            .map(Map.Entry::getValue)
            .sorted()
            .toList();
    text.append("\n## ").append(title).append('\n');
    if (!sdk.isEmpty()) {
      text.append(
          "\n%d of the SDK's %d operations.%n".formatted(sdk.size() - missing.size(), sdk.size()));
    }
    text.append("\n| operation | method and path | permission |\n|---|---|---|\n");
    own.forEach(o -> text.append(row(o, sdk)));
    if (!missing.isEmpty()) {
      text.append("\nNot answered: ").append(String.join(", ", missing)).append(".\n");
    }
  }

  private static String row(Operation<?> operation, Map<String, String> sdk) {
    String mark = sdk.isEmpty() || sdk.containsKey(key(operation)) ? "" : " (not in the SDK)";
    return "| %s%s | `%s %s` | %s |%n"
        .formatted(
            operation.name(),
            mark,
            operation.method(),
            operation.path().text(),
            operation.action().map(action -> "`" + action.name() + "`").orElse("-"));
  }

  // The names of path variables differ between the SDK and the pages; their places do not.
  private static String key(Operation<?> operation) {
    return operation.method() + " " + operation.path().text().replaceAll("\\{[^}]*}", "{}");
  }

  /** The operations of a service's SDK client by method and path; none where there is no SDK. */
  private static Map<String, String> sdk(Service service) throws IllegalAccessException {
    var found = new TreeMap<String, String>();
    Class<?> meta = SDKS.get(service);
    for (Field field : meta == null ? new Field[0] : meta.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())
          && Modifier.isPublic(field.getModifiers())
          && field.get(null) instanceof HttpRequestDef<?, ?> definition) {
        String path = definition.getUri().replaceAll("\\{[^}]*}", "{}");
        String name = definition.getName();
        found.merge(
            definition.getMethod().name() + " " + path,
            name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
            (one, other) ->
                List.of(one, other).stream().sorted().collect(Collectors.joining(" / ")));
      }
    }
    return found;
  }
}
