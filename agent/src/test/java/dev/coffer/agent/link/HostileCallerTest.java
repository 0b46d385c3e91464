package dev.coffer.agent.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.Agent;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.Credentials;
import dev.coffer.agent.Endpoint;
import dev.coffer.agent.Engine;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.Provision;
import dev.coffer.agent.Sealing;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Superuser;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.Watch;
import dev.coffer.agent.cage.Uids;
import dev.coffer.agent.database.DatabaseOrder;
import dev.coffer.agent.warehouse.ConversionHost;
import dev.coffer.agent.warehouse.Federation;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.agent.warehouse.NodeRestore;
import dev.coffer.agent.warehouse.Rejoining;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.SnapshotOrder;
import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller that was taken over sends: every text and every number of every request, one after
 * the other, is replaced by what it must not be, and reaches nothing. A type without a sample here
 * fails.
 */
final class HostileCallerTest {
  private static final List<Class<?>> INTERFACES =
      List.of(
          Agent.class,
          WarehouseHost.class,
          ConversionHost.class,
          SnapshotHost.class,
          OperatorFiles.class);

  /** What no text may be, whatever it means. */
  private static final List<String> NEVER =
      List.of("", "a\nb = c", "a\0b", "a\u001b[2J", "x".repeat(5000));

  private static final String UP = "/a/../../etc/shadow";

  /**
   * Names in an engine, which are quoted there; an address is looked for in the operator's list.
   */
  private static final Set<String> NAMES =
      Set.of(
          "user",
          "role",
          "database",
          "name",
          "administrator",
          "host",
          "keyId",
          "keyVersion",
          "comment");

  private static final List<Long> NUMBERS = List.of(-1L, 65_536L, 1L << 31, 1L << 62);

  private static final Map<Type, List<?>> SAMPLES = samples();

  @TempDir private Path directory;
  private final AtomicInteger reached = new AtomicInteger();

  @SuppressWarnings("NullAway.Init")
  private UnixLink listening;

  @BeforeEach
  void listen() throws IOException {
    var server =
        new LinkServer(
            new LinkServer.Hosts(
                host(Agent.class),
                host(WarehouseHost.class),
                host(SnapshotHost.class),
                host(OperatorFiles.class)));
    var ourselves = Uids.ourselves();
    listening =
        UnixLink.listen(directory.resolve("a"), server, ourselves.user(), ourselves.group());
  }

  @AfterEach
  void close() throws IOException {
    listening.close();
  }

  private <T> T host(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              if (method.getName().equals("conversions")) {
                return host(ConversionHost.class);
              }
              reached.incrementAndGet();
              throw new IllegalStateException("reached");
            }));
  }

  private static SecretBytes secret() {
    return SecretBytes.copyOf("secret".getBytes(UTF_8));
  }

  private static Map<Type, List<?>> samples() {
    var key =
        new VolumeKey(BlockSuite.GENERAL_CIPHER, zeroes(BlockSuite.GENERAL_CIPHER.keyLength()));
    var sealing =
        new Sealing(
            Suite.AES_256_GCM,
            () -> zeroes(Suite.AES_256_GCM.keyLength()),
            List.of(Wrapping.of("key", "1", new byte[] {1}, Instant.EPOCH)),
            () -> true);
    var secrets = new Federation.Secrets(secret(), secret());
    var given = new Superuser.Given("postgres", secret());
    var place = new ForeignPlace(Path.of("/srv/pg"), 5432);
    var credentials = new Credentials(secret(), secret());
    var order = new NodeOrder("n", Exposure.LOOPBACK, OptionalInt.of(15306), secret());
    var sealed = new StoredBackup("b", new StoredBackup.Opening.Sealed(_ -> secret()));
    var plain = new StoredBackup("b", new StoredBackup.Opening.Plain());
    var foreign = new NodeAccess("n", given, Optional.of(place));
    var tcp =
        new Engine.Adopted(
            new Engine.Address.Tcp("h", 3306), "u", secret(), Path.of("/var/lib/mysql"));
    var socket =
        new Engine.Adopted(
            new Engine.Address.Socket(Path.of("/run/s")), "u", secret(), Path.of("/srv/m"));
    var own = new Engine.Own("one", secret());
    var all = new LinkedHashMap<Type, List<?>>();
    all.put(String.class, List.of("one"));
    all.put(Set.class, List.of(Set.of("one")));
    all.put(SecretBytes.class, List.of(secret()));
    all.put(Watch.class, List.of(Watch.none()));
    all.put(VolumeKey.class, List.of(key));
    all.put(Credentials.class, List.of(credentials));
    all.put(ForeignPlace.class, List.of(place));
    all.put(Superuser.Given.class, List.of(given));
    all.put(StoredBackup.class, List.of(sealed, plain));
    all.put(NodeOrder.class, List.of(order));
    all.put(NodeAccess.class, List.of(foreign, new NodeAccess("n", secret())));
    all.put(List.class, List.of(List.of(foreign, new NodeAccess("n", secret()))));
    all.put(Engine.Adopted.class, List.of(tcp, socket));
    all.put(Engine.class, List.of(own, tcp, socket));
    all.put(Endpoint.class, List.of(new Endpoint(Exposure.LOOPBACK, 15306)));
    all.put(
        Provision.class,
        List.of(new Provision("i", Exposure.PUBLISHED, OptionalInt.of(13306), credentials)));
    all.put(Engine.Own.class, List.of(own));
    all.put(
        DatabaseOrder.class,
        Changes.all(secret()).map(change -> new DatabaseOrder("i", secret(), change)).toList());
    all.put(
        BackupRequest.class,
        List.of(
            new BackupRequest("b", "i", own, Compression.ZSTD, Optional.of(sealing)),
            new BackupRequest("b", "i", tcp, Compression.NONE, Optional.empty())));
    all.put(
        Federation.class,
        List.of(
            new Federation(
                "c", List.of("d"), secrets, new Federation.Database("db", "admin", secret()))));
    all.put(Rejoining.class, List.of(new Rejoining("c", List.of("d"), "db", secrets, secrets)));
    all.put(
        SnapshotOrder.class,
        List.of(
            new SnapshotOrder(
                "s",
                List.of(foreign, new NodeAccess("d", secret())),
                Optional.of("db"),
                new SnapshotOrder.Form(Compression.ZSTD, Optional.of(sealing)))));
    all.put(
        NodeRestore.class,
        List.of(new NodeRestore(order, "15.18", Optional.of(key), sealed, plain)));
    return all;
  }

  private static SecretBytes zeroes(int length) {
    return SecretBytes.copyOf(new byte[length]);
  }

  @Test
  void nothingButWhatItMayBeReachesTheAgent() throws IOException {
    int tried = 0;
    for (Class<?> type : INTERFACES) {
      for (Method method : type.getMethods()) {
        if (Modifier.isAbstract(method.getModifiers()) && !method.getName().equals("conversions")) {
          for (Request request : requests(type, method)) {
            tried += attack(request);
          }
        }
      }
    }
    assertThat(tried).isGreaterThan(500);
  }

  private record Request(String call, JsonNode arguments, List<byte[]> secrets) {
    Frame with(JsonNode changed) {
      ObjectNode said = JsonNodeFactory.instance.objectNode();
      said.put("version", LinkServer.VERSION).put("call", call);
      said.set("arguments", changed);
      return new Frame(said, secrets);
    }
  }

  /** One for each sample of each parameter. */
  private static List<Request> requests(Class<?> type, Method method) {
    var requests = new ArrayList<Request>();
    var types = method.getGenericParameterTypes();
    var values = new Object[types.length];
    for (int n = 0; n < types.length; n++) {
      values[n] = of(types[n]).getFirst();
    }
    requests.add(request(type, method, values));
    for (int n = 0; n < types.length; n++) {
      for (Object other : of(types[n]).subList(1, of(types[n]).size())) {
        var changed = values.clone();
        changed[n] = other;
        requests.add(request(type, method, changed));
      }
    }
    return requests;
  }

  private static List<?> of(Type type) {
    List<?> samples = SAMPLES.get(Types.raw(type));
    assertThat(samples).describedAs("samples of %s", type).isNotNull();
    return samples == null ? List.of() : samples;
  }

  private static Request request(Class<?> type, Method method, Object[] values) {
    var encoder = new Encoder(new ArrayList<>(List.of(FileKeys.NONE)));
    JsonNode arguments = encoder.all(method.getGenericParameterTypes(), values);
    var secrets = encoder.frame(JsonNodeFactory.instance.objectNode()).secrets();
    return new Request(Calls.name(type, method), arguments, secrets);
  }

  private int attack(Request request) throws IOException {
    assertThat(reaches(request.with(request.arguments()))).describedAs("%s", request).isTrue();
    int tried = 0;
    for (Leaf leaf : Leaf.of(request.arguments())) {
      for (JsonNode hostile : leaf.hostile()) {
        JsonNode changed = leaf.replacedIn(request.arguments(), hostile);
        assertThat(reaches(request.with(changed)))
            .describedAs("%s with %s", request.call(), changed)
            .isFalse();
        tried++;
      }
    }
    return tried;
  }

  /** A text or a number in a tree, by the steps that lead there. */
  private record Leaf(List<Object> steps, JsonNode value) {
    static List<Leaf> of(JsonNode tree) {
      var found = new ArrayList<Leaf>();
      collect(tree, List.of(), found);
      return found;
    }

    private static void collect(JsonNode node, List<Object> steps, List<Leaf> found) {
      if (node instanceof ObjectNode object) {
        object.properties().forEach(e -> collect(e.getValue(), with(steps, e.getKey()), found));
      } else if (node instanceof ArrayNode array) {
        for (int n = 0; n < array.size(); n++) {
          collect(array.get(n), with(steps, n), found);
        }
      } else {
        found.add(new Leaf(steps, node));
      }
    }

    private static List<Object> with(List<Object> steps, Object step) {
      var more = new ArrayList<>(steps);
      more.add(step);
      return more;
    }

    List<JsonNode> hostile() {
      var nodes = JsonNodeFactory.instance;
      var all = new ArrayList<JsonNode>(List.of(nodes.nullNode(), nodes.objectNode()));
      if (value.isString()) {
        NEVER.forEach(text -> all.add(nodes.stringNode(text)));
        if (steps.stream().noneMatch(NAMES::contains)) {
          all.add(nodes.stringNode(UP));
        }
      } else {
        NUMBERS.forEach(number -> all.add(nodes.numberNode(number)));
      }
      return all;
    }

    JsonNode replacedIn(JsonNode tree, JsonNode by) {
      JsonNode copy = tree.deepCopy();
      JsonNode parent = copy;
      for (Object step : steps.subList(0, steps.size() - 1)) {
        parent = step instanceof Integer n ? parent.get(n) : parent.get((String) step);
      }
      if (parent instanceof ArrayNode array) {
        array.set((int) steps.getLast(), by);
      } else {
        ((ObjectNode) parent).set((String) steps.getLast(), by);
      }
      return copy;
    }
  }

  private boolean reaches(Frame request) throws IOException {
    int before = reached.get();
    var address = UnixDomainSocketAddress.of(directory.resolve("a"));
    try (var connection = SocketChannel.open(address);
        var wire =
            new Wire(
                Channels.newInputStream(connection),
                Channels.newOutputStream(connection),
                connection)) {
      wire.send(request);
      assertThat(wire.receive().said().has("failure")).isTrue();
    }
    return reached.get() > before;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/shadow",
        "http:///v1",
        "http://user@h/v1",
        "http://h/v1?a=b",
        "http://h/v1#a",
        "jar:http://h/v1"
      })
  void keysComeFromAnAddressOfAServerAlone(String address) {
    assertThatThrownBy(() -> new FileKeys.Vault(URI.create(address), secret(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new FileKeys.Vault(URI.create("http://h/v1"), secret(), Optional.of("any text")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
