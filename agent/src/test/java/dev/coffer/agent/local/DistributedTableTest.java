package dev.coffer.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a distributed table keeps, carries and refuses. */
@Tag("engine")
@TestInstance(Lifecycle.PER_CLASS)
final class DistributedTableTest {
  private LiveWarehouse warehouse;

  @BeforeAll
  void federate() throws IOException {
    warehouse = LiveWarehouse.withoutCitus();
  }

  @AfterAll
  void destroy() throws IOException {
    if (warehouse != null) {
      warehouse.close();
    }
  }

  @Test
  void whatBreaksAConstraintFails() throws SQLException {
    warehouse.run(
        "CREATE TABLE held (id int PRIMARY KEY, n int NOT NULL CHECK (n > 0))",
        "SELECT coffer.distribute('held', 'id')",
        "INSERT INTO held SELECT g, g FROM generate_series(1, 20) g");
    assertThatThrownBy(() -> warehouse.run("INSERT INTO held VALUES (30, -1)"))
        .hasMessageContaining("\"held_n_check\"");
    assertThatThrownBy(() -> warehouse.run("UPDATE held SET n = 0"))
        .hasMessageContaining("\"held_n_check\"");
    assertThatThrownBy(() -> warehouse.run("INSERT INTO held VALUES (30, NULL)"))
        .hasMessageContaining("not-null");
    assertThatThrownBy(() -> warehouse.run("INSERT INTO held VALUES (3, 3)"))
        .hasMessageContaining("\"held_pkey\"");
    assertThatThrownBy(() -> warehouse.run("UPDATE held SET id = id + 100"))
        .hasMessageContaining("relation \"held\" violates partition constraint");
    assertThat(warehouse.ask("SELECT count(*) || ' ' || sum(n + 0) FROM held")).isEqualTo("20 210");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          id int, j json                    |                                               | j  | its column j of type json cannot be hashed
          id int, r regclass                |                                               | id | its column r is of type regclass
          id int, m mood[]                  |                                               | id | its column m is of type public.mood[]
          id int GENERATED ALWAYS AS IDENTITY |                                             | id | its column id is an identity
          id int, t text CHECK (t::date < now()) |                                          | id | its check t_t_check uses
          id int CHECK (mine(id))           |                                               | id | its check t_id_check uses
          id int UNIQUE DEFERRABLE          |                                               | id | deferrable
          id int, EXCLUDE (id WITH =)       |                                               | id | exclusion constraint t_id_excl
          id int, p int REFERENCES aim      |                                               | id | foreign key t_p_fkey
          id int                            | CREATE INDEX i ON t ((mine(id)))              | id | its index public.i uses
          id int                            | CREATE VIEW v AS SELECT * FROM t              | id | view public.v depends on it
          id int                            | CREATE RULE r AS ON INSERT TO t DO ALSO NOTIFY n | id | the rule r
          id int                            | ALTER TABLE t ENABLE ROW LEVEL SECURITY       | id | row security
          id int                            | CREATE POLICY p ON t USING (true)             | id | the policy p
          id int, b int                     | CREATE STATISTICS s ON id, b FROM t           | id | the statistics object s
          id int                            | CREATE PUBLICATION u FOR TABLE t              | id | the publication u
          id int                            | ALTER TABLE t ADD CHECK (id > 0) NOT VALID    | id | is not validated
          id int                            | ALTER TABLE t ADD CHECK (id > 0) NO INHERIT   | id | NO INHERIT
          id int                            | ALTER TABLE t ALTER id SET STATISTICS 5       | id | its column id has settings
          id int                            | ALTER TABLE t REPLICA IDENTITY FULL           | id | a replica identity
          id int                            | ALTER TABLE t SET UNLOGGED                    | id | it is unlogged
          """)
  void whatItCannotKeepIsRefusedByName(String columns, String more, String column, String reason)
      throws SQLException {
    try (var connection = warehouse.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("CREATE TYPE mood AS ENUM ('good')");
      statement.execute("CREATE TABLE aim (id int PRIMARY KEY)");
      statement.execute(
          "CREATE FUNCTION mine(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true'");
      statement.execute("CREATE TABLE t (" + columns + ")");
      if (more != null) {
        statement.execute(more);
      }
      assertThatThrownBy(
              () -> statement.execute("SELECT coffer.distribute('t', '%s')".formatted(column)))
          .hasMessageContaining("table public.t cannot be distributed")
          .hasMessageContaining(reason);
      connection.rollback();
    }
  }

  @Test
  void whatBelongsToTheTableIsCarried() throws SQLException {
    warehouse.run(
        "CREATE TABLE carried (id int PRIMARY KEY, g int, n text)",
        "CREATE INDEX carried_g ON carried (g)",
        "COMMENT ON TABLE carried IS 'all'",
        "COMMENT ON INDEX carried_g IS 'some'",
        "CREATE ROLE reader",
        "GRANT SELECT ON carried TO reader",
        "GRANT UPDATE (n) ON carried TO reader",
        "SELECT coffer.distribute('carried', 'id')");
    assertThat(
            warehouse.ask(
                "SELECT concat(obj_description('carried'::regclass, 'pg_class'),"
                    + " obj_description('carried_g'::regclass, 'pg_class'),"
                    + " has_table_privilege('reader', 'carried', 'SELECT'),"
                    + " has_column_privilege('reader', 'carried', 'n', 'UPDATE'),"
                    + " has_column_privilege('reader', 'carried', 'g', 'UPDATE'))"))
        .isEqualTo("allsomettf");
  }

  @Test
  void theOwnerAltersItsColumnsChecksAndIndexes() throws SQLException {
    warehouse.run(
        "CREATE TABLE altered (id int PRIMARY KEY, n int, gone int)",
        "SELECT coffer.distribute('altered', 'id')",
        "INSERT INTO altered SELECT g, g FROM generate_series(1, 100) g",
        "ALTER TABLE altered ADD COLUMN kind int NOT NULL DEFAULT 7 CHECK (kind < 50)",
        "ALTER TABLE altered RENAME n TO amount",
        "ALTER TABLE altered DROP COLUMN gone",
        "CREATE INDEX by_amount ON altered (amount)",
        "ALTER INDEX by_amount RENAME TO with_amount",
        "DROP INDEX with_amount",
        "ALTER TABLE altered ADD CONSTRAINT few CHECK (amount < 1000)",
        "ALTER TABLE altered ALTER COLUMN kind SET DEFAULT 8",
        "INSERT INTO altered VALUES (101, 101)");
    assertThat(warehouse.ask("SELECT sum(kind) || ' ' || sum(amount) FROM altered"))
        .isEqualTo("708 5151");
    assertThatThrownBy(() -> warehouse.run("UPDATE altered SET kind = 60"))
        .hasMessageContaining("\"altered_kind_check\"");
    assertThatThrownBy(() -> warehouse.run("UPDATE altered SET amount = 1000"))
        .hasMessageContaining("\"few\"");
    assertThatThrownBy(() -> warehouse.run("ALTER TABLE altered ADD CHECK (amount < 50)"))
        .hasMessageContaining("violated by some row");
    warehouse.run("ALTER TABLE altered DROP CONSTRAINT few", "UPDATE altered SET amount = 1000");
  }

  @Test
  void anAlterationIsUndoneWithItsTransaction() throws SQLException {
    warehouse.run(
        "CREATE TABLE undone (id int PRIMARY KEY)",
        "SELECT coffer.distribute('undone', 'id')",
        "INSERT INTO undone SELECT generate_series(1, 10)",
        "BEGIN; ALTER TABLE undone ADD COLUMN n int DEFAULT 3; UPDATE undone SET n = 4; ROLLBACK",
        "BEGIN; DROP TABLE undone; ROLLBACK");
    assertThat(warehouse.ask("SELECT count(*) || ' ' || max(undone::text) FROM undone"))
        .isEqualTo("10 (9)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ALTER TABLE kept ALTER n TYPE bigint                | the type of its column n
          ALTER TABLE kept ADD at timestamptz DEFAULT now()   | the default of its new column at is not a constant
          ALTER TABLE kept ENABLE ROW LEVEL SECURITY          | row security
          CREATE POLICY p ON kept USING (true)                | the policy p
          ALTER TABLE kept DISABLE TRIGGER ALL                | its triggers
          DROP TRIGGER coffer_marks ON kept                   | its triggers
          CREATE PUBLICATION p FOR TABLE kept                 | the publication p
          CREATE RULE r AS ON INSERT TO kept DO ALSO NOTIFY n | the rule r
          ALTER TABLE kept ADD UNIQUE (id)                    | cannot create unique index
          ALTER FOREIGN TABLE %s OPTIONS (SET table_name 'x') | its partitions
          ALTER FOREIGN TABLE %s ADD CHECK (n > 5)            | its partitions
          ALTER TABLE kept DETACH PARTITION %s                | its partitions
          DROP FOREIGN TABLE %s                               | its partitions
          INSERT INTO %s VALUES (1)                           | permission denied
          """)
  void whatWouldMakeItWrongIsRefused(String statement, String reason) throws SQLException {
    warehouse.run("CREATE TABLE IF NOT EXISTS kept (id int PRIMARY KEY, n int)");
    if ("r".equals(warehouse.ask("SELECT relkind FROM pg_class WHERE relname = 'kept'"))) {
      warehouse.run("SELECT coffer.distribute('kept', 'id')");
    }
    var shard =
        warehouse.ask(
            "SELECT min(inhrelid::regclass::text) FROM pg_inherits"
                + " WHERE inhparent = 'kept'::regclass");
    assertThatThrownBy(() -> warehouse.run(statement.formatted(shard)))
        .hasMessageContaining(reason);
    warehouse.run("INSERT INTO kept VALUES (1, 1)", "DELETE FROM kept");
  }

  @Test
  void concurrentUpdatesOfARowWaitAndSucceed() throws Exception {
    warehouse.run(
        "CREATE TABLE counted (id int PRIMARY KEY, n int)",
        "SELECT coffer.distribute('counted', 'id')",
        "INSERT INTO counted SELECT g, 0 FROM generate_series(1, 10) g");
    try (var first = warehouse.connect();
        var statement = first.createStatement()) {
      first.setAutoCommit(false);
      statement.execute("UPDATE counted SET n = n + 1 WHERE id = 1");
      var second = CompletableFuture.runAsync(() -> update("UPDATE counted SET n = n + 1"));
      awaitWaiting(first);
      first.commit();
      second.get(2, TimeUnit.MINUTES);
    }
    assertThat(warehouse.ask("SELECT sum(n) FROM counted")).isEqualTo("11");
  }

  @Test
  void aWaitOnADataNodeEndsAndNamesTheTable() throws Exception {
    warehouse.run(
        "CREATE TABLE waited (id int PRIMARY KEY)", "SELECT coffer.distribute('waited', 'id')");
    try (var first = warehouse.connect();
        var statement = first.createStatement()) {
      first.setAutoCommit(false);
      statement.execute("INSERT INTO waited VALUES (1)");
      assertThatThrownBy(() -> update("INSERT INTO waited VALUES (1)"))
          .cause()
          .hasMessageContaining("lock timeout")
          .hasMessageContaining(".waited(id)");
    }
  }

  @Test
  void anotherTableIsDroppedWhileADistributedOneIsAltered() throws SQLException {
    warehouse.run(
        "CREATE TABLE busy (id int PRIMARY KEY)",
        "CREATE TABLE other (id int PRIMARY KEY, n int)",
        "SELECT coffer.distribute('busy', 'id')");
    try (var first = warehouse.connect();
        var statement = first.createStatement()) {
      first.setAutoCommit(false);
      statement.execute("ALTER TABLE busy ADD COLUMN n int");
      warehouse.run(
          "SET lock_timeout = '5s'", "ALTER TABLE other DROP COLUMN n", "DROP TABLE other");
      first.rollback();
    }
    assertThat(warehouse.ask("SELECT to_regclass('other')")).isNull();
  }

  @Test
  void aTransactionThatIsHalfCommittedIsTold() throws SQLException {
    warehouse.run(
        "CREATE TABLE halved (id int PRIMARY KEY)", "SELECT coffer.distribute('halved', 'id')");
    assertThat(warehouse.ask("SELECT count(*) FROM coffer.unfinished()")).isEqualTo("0");
    // In which order the nodes commit is not for us to say: the second of them makes a half.
    for (var node : LiveWarehouse.DATA_NODES) {
      try (var connection = warehouse.connect();
          var statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO halved SELECT generate_series(1, 100)");
        warehouse.host().stop(node);
        assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
      } finally {
        warehouse.host().start(node);
      }
      warehouse.run("DELETE FROM halved");
    }
    assertThat(
            warehouse.ask(
                "SELECT string_agg(role || relations::text || cardinality(committed_on) || written_on::text, ',')"
                    + " FROM coffer.unfinished()"))
        .isEqualTo("dbadmin{public.halved}1{0,1}");
  }

  private void update(String sql) {
    try {
      warehouse.run(sql);
    } catch (SQLException refused) {
      throw new CompletionException(refused);
    }
  }

  private static void awaitWaiting(Connection connection) throws SQLException {
    long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while ("0"
        .equals(LiveWarehouse.ask(connection, "SELECT count(*) FROM pg_locks WHERE NOT granted"))) {
      assertThat(System.nanoTime()).isLessThan(limit);
      Thread.onSpinWait();
    }
  }
}
