package dev.coffer.agent.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A warehouse on a host where PostgreSQL 15 has Citus, which is nowhere in the distribution. */
@Tag("engine")
@TestInstance(Lifecycle.PER_CLASS)
final class CitusTest {
  private LiveWarehouse warehouse;

  @BeforeAll
  void federate() throws IOException {
    warehouse = LiveWarehouse.withCitus();
  }

  @AfterAll
  void destroy() throws IOException {
    if (warehouse != null) {
      warehouse.close();
    }
  }

  @Test
  void rowsAreOnTheDataNodesAndNoLongerOnTheCoordinator() throws SQLException {
    warehouse.run(
        "CREATE TABLE sale (id bigint PRIMARY KEY, note text CHECK (note <> ''))",
        "INSERT INTO sale SELECT n, 'sale ' || n FROM generate_series(1, 3000) n",
        "SELECT coffer.distribute('sale', 'id')");
    assertThat(warehouse.ask("SELECT count(*) || ' ' || sum(id) FROM sale"))
        .isEqualTo("3000 4501500");
    assertThat(warehouse.ask("SELECT pg_relation_size('sale')")).isEqualTo("0");
    assertThat(
            warehouse.ask(
                "SELECT string_agg(DISTINCT nodename, ' ' ORDER BY nodename) FROM citus_shards"
                    + " WHERE table_name = 'sale'::regclass"))
        .isEqualTo("/run/coffer/nodes/1 /run/coffer/nodes/2");
    assertThatThrownBy(() -> warehouse.run("INSERT INTO sale VALUES (3, 'again')"))
        .hasMessageContaining("duplicate key");
    assertThatThrownBy(() -> warehouse.run("UPDATE sale SET note = ''"))
        .hasMessageContaining("check constraint");
    assertThatThrownBy(() -> warehouse.run("UPDATE sale SET id = id + 1"))
        .hasMessageContaining("partition value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CREATE UNLOGGED TABLE t (id int)                                  | CREATE VIEW v AS SELECT 1                           | t is unlogged
          CREATE TABLE t (id int)                                           | CREATE RULE r AS ON INSERT TO t DO ALSO NOTIFY n    | the rule r of t
          CREATE TABLE t (id int PRIMARY KEY)                               | CREATE TABLE o (t int REFERENCES t)                 | the foreign key o_t_fkey of o
          CREATE TABLE t (id int PRIMARY KEY) PARTITION BY RANGE (id)       | CREATE UNLOGGED TABLE p PARTITION OF t DEFAULT      | p is unlogged
          """)
  void whatCitusWouldTakeAndNotKeepIsRefusedByName(String table, String more, String reason)
      throws SQLException {
    try (var connection = warehouse.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(table);
      statement.execute(more);
      assertThatThrownBy(() -> statement.execute("SELECT coffer.distribute('t', 'id')"))
          .hasMessageContaining("table t cannot be distributed")
          .hasMessageContaining(reason);
      connection.rollback();
    }
  }

  /** A key between two distributed tables is none of an ordinary table. */
  @Test
  void aForeignKeyToADistributedTableIsKept() throws SQLException {
    warehouse.run(
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "SELECT coffer.distribute('parent', 'id')",
        "CREATE TABLE child (id int PRIMARY KEY REFERENCES parent, p int)",
        "SELECT coffer.distribute('child', 'id')");
    assertThatThrownBy(() -> warehouse.run("INSERT INTO child VALUES (1, 1)"))
        .hasMessageContaining("foreign key");
  }

  @Test
  void aNewRoleIsOnAllNodesAndReadsAtOnce() throws SQLException {
    warehouse.run(
        "CREATE TABLE shown (id int PRIMARY KEY)",
        "SELECT coffer.distribute('shown', 'id')",
        "INSERT INTO shown SELECT generate_series(1, 100)",
        "CREATE ROLE reader LOGIN PASSWORD 'Reader-2026'",
        "GRANT SELECT ON shown TO reader");
    try (var connection = warehouse.connect("reader", "Reader-2026")) {
      assertThat(LiveWarehouse.ask(connection, "SELECT count(*) FROM shown")).isEqualTo("100");
    }
    assertThatThrownBy(() -> warehouse.connect("reader", "another"))
        .isInstanceOf(SQLException.class);
  }

  /** What stays so until the coordinator is asked keeps half of a transaction from being seen. */
  @Test
  void aStartEndsWhatWasPreparedAndNeverCommitted() throws SQLException {
    leaveItToCoffer();
    int port = warehouse.host().inspect("data-1").orElseThrow().port();
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/gaussdb";
    try (var connection = DriverManager.getConnection(url, "dbadmin", LiveWarehouse.PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("SELECT pg_current_xact_id()");
      statement.execute("PREPARE TRANSACTION 'citus_0_999999_7_1'");
    }
    warehouse.host().restart("data-1");
    warehouse.host().endPrepared(warehouse.accesses());
    try (var connection = DriverManager.getConnection(url, "dbadmin", LiveWarehouse.PASSWORD)) {
      assertThat(LiveWarehouse.ask(connection, "SELECT count(*) FROM pg_prepared_xacts"))
          .isEqualTo("0");
    }
  }

  /** Citus would end it too, a moment later. */
  private void leaveItToCoffer() throws SQLException {
    try (var connection = warehouse.connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM SET citus.recover_2pc_interval = '-1'");
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  @Test
  void noOtherUserOfTheHostReachesTheSockets() throws Exception {
    var refused =
        new ProcessBuilder(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "stat",
                warehouse.home().resolve("coordinator/links/sockets/.s.PGSQL.5432").toString())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(refused.getInputStream().readAllBytes(), UTF_8))
        .contains("Permission denied");
    assertThat(refused.waitFor()).isNotZero();
  }
}
