package dev.coffer.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The functions that run as the coordinator's superuser evaluate nothing that users defined. */
@Tag("engine")
@TestInstance(Lifecycle.PER_CLASS)
final class DefinerTest {
  private LiveWarehouse warehouse;

  @BeforeAll
  void federate() throws IOException, SQLException {
    warehouse = LiveWarehouse.withoutCitus();
    warehouse.run(
        "CREATE TABLE said (who text)",
        "CREATE FUNCTION evil(id int) RETURNS int LANGUAGE plpgsql AS"
            + " 'BEGIN RAISE EXCEPTION ''run as %'', current_user; END'");
  }

  @AfterAll
  void destroy() throws IOException {
    if (warehouse != null) {
      warehouse.close();
    }
  }

  @Test
  void aTableThatBecomesAViewUnseenIsNotRead() throws SQLException {
    for (var isolation : List.of("REPEATABLE READ", "SERIALIZABLE")) {
      warehouse.run(
          "DROP TABLE IF EXISTS turned, seed",
          "CREATE TABLE turned (id int)",
          "CREATE TABLE seed AS SELECT 1 AS id");
      try (var connection = warehouse.connect();
          var statement = connection.createStatement()) {
        statement.execute("BEGIN ISOLATION LEVEL " + isolation);
        statement.execute("SELECT FROM seed");
        warehouse.run(
            "CREATE RULE \"_RETURN\" AS ON SELECT TO turned"
                + " DO INSTEAD SELECT evil(id) AS id FROM seed");
        assertThatThrownBy(() -> statement.execute("SELECT coffer.distribute('turned', 'id')"))
            .hasMessageContaining("in a transaction that is " + isolation);
      }
      warehouse.run("DROP VIEW turned", "DROP TABLE seed");
    }
  }

  @Test
  void aTableThatIsDistributedUnseenIsNotChanged() throws SQLException {
    warehouse.run("CREATE TABLE unseen (id int PRIMARY KEY)");
    try (var connection = warehouse.connect();
        var statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      statement.execute("SELECT FROM said");
      warehouse.run("SELECT coffer.distribute('unseen', 'id')");
      assertThatThrownBy(() -> statement.execute("ALTER TABLE unseen ADD COLUMN n int"))
          .hasMessageContaining("in a transaction that is REPEATABLE READ");
      statement.execute("ROLLBACK");
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      statement.execute("CREATE TABLE mine (id int) PARTITION BY HASH (id)");
      statement.execute("ROLLBACK");
    }
  }

  @Test
  void rowsAreMovedAsTheirOwner() throws SQLException {
    try (var connection = warehouse.connectAsSuperuser();
        var statement = connection.createStatement()) {
      statement.execute(
          "SELECT coffer.run_as('dbadmin', 'INSERT INTO public.said SELECT current_user')");
      for (var escape : List.of("RESET ROLE", "SET ROLE coffer", "RESET SESSION AUTHORIZATION")) {
        assertThatThrownBy(
                () -> statement.execute("SELECT coffer.run_as('dbadmin', '" + escape + "')"))
            .hasMessageContaining("within security-definer function");
      }
    }
    assertThat(warehouse.ask("SELECT string_agg(who, ',') FROM said")).isEqualTo("dbadmin");
    warehouse.run("CREATE TABLE unread (id int)", "REVOKE SELECT ON unread FROM dbadmin");
    assertThatThrownBy(() -> warehouse.run("SELECT coffer.distribute('unread', 'id')"))
        .hasMessageContaining("its owner may not read it");
  }

  @Test
  void settingsOfASessionDoNotChangeWhatIsRefused() throws SQLException {
    warehouse.run(
        "CREATE TABLE configured (id int PRIMARY KEY, at date)",
        "SELECT coffer.distribute('configured', 'id')");
    assertThatThrownBy(
            () ->
                warehouse.run(
                    "SET standard_conforming_strings = off",
                    "ALTER TABLE configured ADD since timestamptz DEFAULT now()"))
        .hasMessageContaining("the default of its new column since is not a constant");
    // The driver refuses to be without ISO.
    warehouse.run(
        "CREATE FUNCTION add_check() RETURNS void LANGUAGE sql SET datestyle = 'SQL, DMY'"
            + " AS $$ALTER TABLE configured ADD CHECK (at < '2026-04-03')$$",
        "SELECT add_check()",
        "INSERT INTO configured VALUES (1, '2026-03-30')");
    assertThatThrownBy(() -> warehouse.run("INSERT INTO configured VALUES (2, '2026-04-03'::date)"))
        .hasMessageContaining("configured_at_check");
  }

  @Test
  void eachFunctionThatIsASuperusersIsClosed() throws SQLException {
    assertThat(
            warehouse.ask(
                """
                SELECT string_agg(p.oid::regprocedure::text, ' ' ORDER BY p.proname) FROM pg_proc p
                WHERE p.pronamespace = 'coffer'::regnamespace
                  AND has_function_privilege('dbadmin', p.oid, 'EXECUTE')
                """))
        .isEqualTo("coffer.distribute(regclass,name) coffer.unfinished()");
    assertThat(
            warehouse.ask(
                """
                SELECT string_agg(p.proname, ' ' ORDER BY p.proname) FROM pg_proc p
                WHERE p.prosecdef AND p.prolang <> 13 AND NOT p.proconfig @> ARRAY['standard_conforming_strings=on',
                  'search_path=pg_catalog, pg_temp', 'transform_null_equals=off']
                """))
        .isNull();
  }
}
