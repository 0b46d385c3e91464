package dev.coffer.agent.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.EngineHome;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Sealing;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.StoredBackup.Opening;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.Watch;
import dev.coffer.agent.postgresql.citus.Extension;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.agent.warehouse.Federation;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.agent.warehouse.NodeRestore;
import dev.coffer.agent.warehouse.Rejoining;
import dev.coffer.agent.warehouse.SnapshotHost;
import dev.coffer.agent.warehouse.SnapshotOrder;
import dev.coffer.agent.warehouse.SnapshotParts;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Snapshots of a real warehouse that clients write to all the while. */
@Tag("engine")
@TestInstance(Lifecycle.PER_CLASS)
final class SnapshotTest {
  private static final List<String> NODES = List.of("coordinator", "data-1", "data-2");
  private static final List<String> COPIES = List.of("copy-coordinator", "copy-1", "copy-2");
  private static final String SUPERUSER = "the superuser's secret";
  private static final String COPYING_ROLES =
      "SELECT count(*) FROM pg_roles WHERE rolname = 'coffer_copy'";
  private static final String FRESH = "another superuser's secret";
  private static final String PASSWORD = "dbadmin's";
  private static final String NODES_OF_ACCOUNT =
      Extension.isAvailable(15)
          ? "SELECT count(DISTINCT nodename) FROM citus_shards WHERE table_name = 'account'::regclass"
          : "SELECT count(DISTINCT tableoid) FROM account";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final MemoryStore store = new MemoryStore();
  private Path home;
  private LocalWarehouseHost host;
  private SnapshotHost snapshots;
  private Instance coordinator;
  private Transfers transfers;

  @BeforeAll
  void federate() throws IOException, SQLException {
    home = EngineHome.create();
    host = new LocalWarehouseHost(home);
    snapshots = host.snapshots(store, RANDOM, InstantSource.system());
    NODES.forEach(id -> host.provision(order(id)));
    host.federate(
        new Federation(
            "coordinator",
            List.of("data-1", "data-2"),
            new Federation.Secrets(secret(SUPERUSER), secret("link")),
            new Federation.Database("gaussdb", "dbadmin", secret(PASSWORD))));
    coordinator = host.inspect("coordinator").orElseThrow();
    run(coordinator, "CREATE TABLE account (id int PRIMARY KEY, moves int NOT NULL)");
    run(coordinator, "INSERT INTO account SELECT n, 0 FROM generate_series(1, 200) n");
    run(coordinator, "SELECT coffer.distribute('account', 'id')");
    run(coordinator, "CREATE TABLE total AS SELECT 0 AS moves");
    run(coordinator, "CREATE UNLOGGED TABLE scratch AS SELECT 1 AS n");
  }

  @BeforeEach
  void beginTransfers() throws SQLException {
    transfers = new Transfers(connect(coordinator, "dbadmin", PASSWORD));
  }

  @AfterEach
  void endTransfers() {
    transfers.close();
    COPIES.forEach(host::destroy);
  }

  @AfterAll
  void destroy() throws IOException {
    NODES.forEach(host::destroy);
    assertThat(home).isEmptyDirectory();
    EngineHome.delete(home);
  }

  @Test
  void aPlainOneHasWholeTransactionsOnlyAndMakesAWarehouseOfItsOwn() throws Exception {
    int before = transfers.committed();

    capture("plain", Optional.empty());

    int after = transfers.committed();
    Instance copy = restore("plain", new Opening.Plain(), Optional.empty());
    int moves = Integer.parseInt(ask(copy, "SELECT moves FROM total"));
    assertThat(moves / 2).isBetween(before, after + 1);
    assertThat(ask(copy, "SELECT sum(moves) FROM account")).isEqualTo(String.valueOf(moves));
    assertThat(ask(copy, NODES_OF_ACCOUNT)).isEqualTo("2");
    run(copy, "INSERT INTO account SELECT n, 0 FROM generate_series(201, 300) n");
    assertThat(ask(copy, "SELECT count(*) FROM account")).isEqualTo("300");
    assertThat(ask(coordinator, "SELECT count(*) FROM account")).isEqualTo("200");
    assertThat(List.of(ask(coordinator, COPYING_ROLES), ask(copy, COPYING_ROLES)))
        .containsOnly("0");
    assertThatThrownBy(() -> connect(copy, "coffer", password(SUPERUSER)))
        .isInstanceOf(SQLException.class);
    connect(copy, "coffer", password(FRESH)).close();
  }

  @Test
  void aSealedOneOpensWithItsKeyAndComesToRestOnVolumes() throws Exception {
    var raw = new byte[Suite.AES_256_GCM.keyLength()];
    RANDOM.nextBytes(raw);
    try (var key = SecretBytes.copyOf(raw);
        var volumeKey = SecretBytes.random(BlockSuite.GENERAL_CIPHER.keyLength(), RANDOM)) {
      capture("sealed", Optional.of(sealing(key, () -> true)));

      Instance copy =
          restore(
              "sealed",
              new Opening.Sealed(_ -> SecretBytes.copyOf(raw)),
              Optional.of(new VolumeKey(BlockSuite.GENERAL_CIPHER, volumeKey)));

      assertThat(copy.dataDirectory()).isEqualTo(home.resolve("copy-coordinator/mount/data"));
      assertThat(ask(copy, "SELECT sum(a.moves) = max(t.moves) FROM account a, total t"))
          .isEqualTo("t");
    }
  }

  @Test
  void oneThatFailsOnTheWayLeavesNothing() {
    var parts = new AtomicInteger();
    try (var key = SecretBytes.random(Suite.AES_256_GCM.keyLength(), RANDOM)) {
      var untilTheLog = sealing(key, () -> store.list("failing").size() < 7);
      assertThatThrownBy(
              () ->
                  snapshots.capture(
                      order("failing", Optional.of(untilTheLog)),
                      progress(percent -> parts.accumulateAndGet(percent, Math::max))))
          .isInstanceOfSatisfying(
              AgentFailure.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.KEY_UNUSABLE));
    }
    assertThat(parts).hasValue(100);
    assertThat(store.list("failing")).isEmpty();
  }

  private void capture(String id, Optional<Sealing> sealing) {
    var captured = snapshots.capture(order(id, sealing), Watch.none());
    assertThat(captured.omitted()).containsExactly("public.scratch in database gaussdb");
    var taken = captured.parts();
    assertThat(taken).hasSize(6);
    assertThat(taken.getLast().position().lsn()).matches("[0-9A-F]+/[0-9A-F]+");
  }

  /** While the node's data comes, and so before the request ends. */
  private static void assertClosed(Optional<VolumeKey> given) {
    given.ifPresent(
        key -> assertThatThrownBy(key.dataKey()::copy).isInstanceOf(IllegalStateException.class));
  }

  private Instance restore(String id, Opening opening, Optional<VolumeKey> key) {
    var parts = new SnapshotParts(id, NODES.size());
    for (int n = 0; n < NODES.size(); n++) {
      var given = key.map(one -> new VolumeKey(one.suite(), one.dataKey().copy()));
      snapshots.restore(
          new NodeRestore(
              order(COPIES.get(n)),
              coordinator.version(),
              given,
              new StoredBackup(parts.base(n), opening),
              new StoredBackup(parts.log(n), opening)),
          progress(_ -> assertClosed(given)));
      assertClosed(given);
    }
    snapshots.rejoin(
        new Rejoining(
            COPIES.getFirst(),
            COPIES.subList(1, COPIES.size()),
            "gaussdb",
            new Federation.Secrets(secret(SUPERUSER), secret("link")),
            new Federation.Secrets(secret(FRESH), secret("another link"))));
    return host.inspect(COPIES.getFirst()).orElseThrow();
  }

  private static SnapshotOrder order(String id, Optional<Sealing> sealing) {
    return new SnapshotOrder(
        id,
        NODES.stream().map(node -> new NodeAccess(node, secret(SUPERUSER))).toList(),
        Optional.of("gaussdb"),
        new SnapshotOrder.Form(Compression.ZSTD, sealing));
  }

  private static NodeOrder order(String id) {
    return new NodeOrder(id, Exposure.LOOPBACK, OptionalInt.empty(), secret(SUPERUSER));
  }

  private static Sealing sealing(SecretBytes key, BooleanSupplier usable) {
    var wrapping = Wrapping.of("key", "1", new byte[] {1}, InstantSource.system().instant());
    return new Sealing(Suite.AES_256_GCM, key::copy, List.of(wrapping), usable);
  }

  private static Watch progress(java.util.function.IntConsumer told) {
    return new Watch() {
      @Override
      public void progress(int percent) {
        told.accept(percent);
      }

      @Override
      public void note(String note) {}

      @Override
      public boolean isCancelled() {
        return false;
      }
    };
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.copyOf(text.getBytes(UTF_8));
  }

  private static String password(String secret) {
    return HexFormat.of().formatHex(secret.getBytes(UTF_8));
  }

  private static Connection connect(Instance server, String user, String password)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.port() + "/gaussdb", user, password);
  }

  private static void run(Instance server, String sql) throws SQLException {
    try (var connection = connect(server, "dbadmin", PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Instance server, String query) throws SQLException {
    try (var connection = connect(server, "dbadmin", PASSWORD);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }
}
