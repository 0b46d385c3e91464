package dev.coffer.agent.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.EngineHome;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Instance.State;
import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.Watch;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One real node that is converted while clients commit. */
@Tag("engine")
final class ConversionTest {
  private static final String SECRET = "the superuser's secret";
  private static final String PASSWORD = HexFormat.of().formatHex(SECRET.getBytes(UTF_8));
  private static final Duration SOON = Duration.ofMinutes(1);

  /** The promise is a second on a quiet machine. */
  private static final Duration SHORT = Duration.ofSeconds(30);

  private static final int SOME = 200;

  private Path home;
  private LocalWarehouseHost host;
  private Instance node;

  @BeforeEach
  void provision() throws IOException, SQLException {
    home = EngineHome.create();
    host = new LocalWarehouseHost(home);
    node =
        host.provision(
            new NodeOrder("node", Exposure.LOOPBACK, OptionalInt.empty(), secret(SECRET)));
    run("CREATE TABLE committed (n int PRIMARY KEY)");
    run(
        "CREATE TABLE notes AS SELECT n, 'a note that everybody may read ' || n AS note"
            + " FROM generate_series(1, 100000) n");
    run("CREATE INDEX ON notes (n)");
  }

  @AfterEach
  void destroy() throws IOException {
    host.destroy("node");
    assertThat(home).isEmptyDirectory();
    EngineHome.delete(home);
  }

  @ParameterizedTest
  @EnumSource
  void aNodeMovesToAVolumeAndLosesNoCommit(BlockSuite suite) throws Exception {
    var key = new VolumeKey(suite, SecretBytes.random(suite.keyLength(), new SecureRandom()));
    var access = new NodeAccess("node", secret(SECRET));
    var conversion = host.conversions();
    assertThat(conversion.survey(access).obstacles()).isEmpty();
    try (var connection = DriverManager.getConnection(url(), "coffer", PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE unchecked (word text)");
      statement.execute("CREATE INDEX unchecked_by_hash ON unchecked USING hash (word)");
      ownTheCheck(statement);
    }
    var client = new CommittingClient(url(), "coffer", PASSWORD);

    conversion.prepare("node", key);
    conversion.copy(access, Watch.none());
    assertThat(Files.readString(home.resolve("node/mount/data/postgresql.auto.conf")))
        .contains("user=coffer_copy")
        .doesNotContain(PASSWORD);
    conversion.follow(access);
    conversion.switchOver(access);
    int atSwitch = client.commits();
    Await.until(SOON, () -> client.commits() > atSwitch + SOME);
    var pause = client.end();
    var notes = new ArrayList<String>();
    conversion.verify(access, noting(notes));
    assertThat(notes)
        .singleElement()
        .asString()
        .contains("1 of the tables and indexes of node node")
        .contains("public.unchecked_by_hash (hash)");
    conversion.retire("node");

    assertThat(host.inspect("node").orElseThrow().port()).isEqualTo(node.port());
    assertThat(client.acknowledged()).hasSizeGreaterThan(SOME);
    assertThat(present(client.acknowledged())).isEqualTo(client.acknowledged().size());
    assertThat(pause).isLessThan(SHORT);
    assertThat(home.resolve("node/data")).doesNotExist();
    assertThat(Files.readString(home.resolve("node/mount/data/postgresql.auto.conf")))
        .doesNotContain("password");
    assertThat(ask("SELECT count(*) FROM pg_roles WHERE rolname = 'coffer_copy'")).isEqualTo("0");

    restartsWithItsKeyAlone(key);
  }

  /** Functions that fit what is called better than those of the extension, in its schema. */
  private static void ownTheCheck(Statement statement) throws SQLException {
    statement.execute("CREATE EXTENSION amcheck SCHEMA public");
    for (var signature :
        List.of(
            "verify_heapam(text) RETURNS TABLE (blkno bigint, msg text)",
            "bt_index_check(text, boolean) RETURNS void")) {
      statement.execute(
          "CREATE FUNCTION public."
              + signature
              + " LANGUAGE plpgsql AS 'BEGIN RAISE ''a function of the owner runs''; END'");
    }
  }

  private static Watch noting(List<String> notes) {
    return new Watch() {
      @Override
      public void progress(int percent) {}

      @Override
      public void note(String note) {
        notes.add(note);
      }

      @Override
      public boolean isCancelled() {
        return false;
      }
    };
  }

  private void restartsWithItsKeyAlone(VolumeKey key) throws SQLException {
    host.stop("node");
    assertThat(home.resolve("node/mount")).isEmptyDirectory();
    assertReason(Reason.VOLUME_LOCKED, () -> host.start("node"));
    try (var other = SecretBytes.random(key.dataKey().length(), new SecureRandom())) {
      assertReason(Reason.VOLUME_REFUSED, () -> host.unlock("node", other));
    }
    host.unlock("node", key.dataKey());
    assertThat(host.start("node").state()).isEqualTo(State.RUNNING);
    run("INSERT INTO notes VALUES (0, 'after')");
  }

  @Test
  void anAbandonedConversionLeavesTheNodeAsItWas() throws Exception {
    var access = new NodeAccess("node", secret(SECRET));
    var conversion = host.conversions();
    conversion.prepare("node", aesKey());
    conversion.copy(access, Watch.none());
    conversion.follow(access);
    conversion.abandon(access);
    assertThat(host.inspect("node")).hasValue(node);
    assertThat(home.resolve("node/volume")).doesNotExist();
    assertThat(ask("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
    conversion.abandon(access);
  }

  @Test
  void aTableThatIsUnloggedMeanwhileKeepsItsRowsAndTheNodeWhereItIs() throws Exception {
    var access = new NodeAccess("node", secret(SECRET));
    var conversion = host.conversions();
    conversion.prepare("node", aesKey());
    conversion.copy(access, Watch.none());
    conversion.follow(access);
    run("CREATE UNLOGGED TABLE \"New\" AS SELECT 1 AS n");
    assertThatThrownBy(() -> conversion.switchOver(access))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.SWITCH_OVER_REFUSED))
        .hasMessageContaining("public.\"New\" in database postgres");
    assertThat(ask("SELECT count(*) FROM \"New\"")).isEqualTo("1");
    run("ALTER TABLE \"New\" SET LOGGED");
    conversion.switchOver(access);
    assertThat(conversion.isSealed("node")).isTrue();
    assertThat(ask("SELECT count(*) FROM \"New\"")).isEqualTo("1");
  }

  @Test
  void aStandbyThatCannotCatchUpLeavesTheNodeServing() throws Exception {
    var access = new NodeAccess("node", secret(SECRET));
    var conversion = host.conversions();
    conversion.prepare("node", aesKey());
    conversion.copy(access, Watch.none());
    conversion.follow(access);
    Files.writeString(
        home.resolve("node/mount/data/postgresql.auto.conf"),
        "primary_slot_name = 'another'\n",
        StandardOpenOption.APPEND);
    var standby = Postgres.in(home.resolve("node/mount/data"));
    standby.destroyForcibly();
    standby.onExit().join();
    assertReason(Reason.SWITCH_OVER_REFUSED, () -> conversion.switchOver(access));
    assertThat(conversion.isSealed("node")).isFalse();
    assertThat(host.inspect("node")).hasValue(node);
    conversion.abandon(access);
  }

  @Test
  void aNodeIsMadeOnAVolumeAndOutlivesItsDaemon() throws Exception {
    var key = aesKey();
    var given = new VolumeKey(key.suite(), key.dataKey().copy());
    var made =
        host.provision(
            new NodeOrder("sealed", Exposure.LOOPBACK, OptionalInt.empty(), secret(SECRET)), given);
    try {
      assertThatThrownBy(given.dataKey()::copy).isInstanceOf(IllegalStateException.class);
      assertThat(made.state()).isEqualTo(State.RUNNING);
      assertThat(made.dataDirectory()).startsWith(home.resolve("sealed/mount"));
      var pid = Files.readString(home.resolve("sealed/volume/daemon.pid")).strip();
      var daemon = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      daemon.destroyForcibly();
      daemon.onExit().join();
      assertThat(host.inspect("sealed").orElseThrow().state()).isEqualTo(State.STOPPED);
      assertReason(Reason.VOLUME_LOCKED, () -> host.start("sealed"));
      host.unlock("sealed", key.dataKey());
      assertThat(host.start("sealed")).isEqualTo(made);
    } finally {
      host.destroy("sealed");
    }
  }

  private static VolumeKey aesKey() {
    return new VolumeKey(
        BlockSuite.GENERAL_CIPHER,
        SecretBytes.random(BlockSuite.GENERAL_CIPHER.keyLength(), new SecureRandom()));
  }

  private static void assertReason(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AgentFailure.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + node.port() + "/postgres?connectTimeout=5";
  }

  private void run(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url(), "coffer", PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String ask(String query) throws SQLException {
    try (var connection = DriverManager.getConnection(url(), "coffer", PASSWORD);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  private int present(List<Integer> numbers) throws SQLException {
    try (var connection = DriverManager.getConnection(url(), "coffer", PASSWORD);
        var query =
            connection.prepareStatement("SELECT count(*) FROM committed WHERE n = ANY (?)")) {
      query.setArray(1, connection.createArrayOf("int", numbers.toArray()));
      try (var rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.copyOf(text.getBytes(UTF_8));
  }
}
