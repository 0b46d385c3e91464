package dev.coffer.agent.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.agent.Adoption;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.EngineHome;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Instance.State;
import dev.coffer.agent.Superuser;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.linux.ProcessStatus;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.warehouse.Federation;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A coordinator and two data nodes of a real PostgreSQL. */
@Tag("engine")
@TestInstance(Lifecycle.PER_CLASS)
final class WarehouseHostTest {
  private static final String SECRET = "the superuser's secret";
  private static final String SUPERUSER_PASSWORD = HexFormat.of().formatHex(SECRET.getBytes(UTF_8));
  private static final String PASSWORD = "Quote ' \" \\ and %s";
  private static final List<String> NODES = List.of("data-1", "data-2", "coordinator");

  private Path home;
  private LocalWarehouseHost host;
  private Instance coordinator;

  @BeforeAll
  void federate() throws IOException {
    home = EngineHome.create();
    host = new LocalWarehouseHost(home);
    host.provision(order("data-1"));
    host.provision(order("data-2"));
    coordinator = host.provision(order("coordinator"));
    host.federate(
        new Federation(
            "coordinator",
            List.of("data-1", "data-2"),
            new Federation.Secrets(secret(SECRET), secret("the link's secret")),
            new Federation.Database("gaussdb", "dbadmin", secret(PASSWORD))));
  }

  @AfterEach
  void bringUp() {
    NODES.forEach(host::start);
  }

  @AfterAll
  void destroy() throws IOException {
    NODES.forEach(host::destroy);
    assertThat(home).isEmptyDirectory();
    EngineHome.delete(home);
  }

  @Test
  void theAdministratorHasADatabaseAndNobodyIsWithoutAPassword() throws SQLException {
    assertThat(coordinator.state()).isEqualTo(State.RUNNING);
    assertThat(coordinator.version()).matches("\\d+\\.\\d+");
    assertThat(ask("SELECT current_user || '@' || current_database()"))
        .isEqualTo("dbadmin@gaussdb");
    assertThatThrownBy(() -> ask("dbadmin", "", "SELECT 1")).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> ask("coffer", PASSWORD, "SELECT 1")).isInstanceOf(SQLException.class);
    assertThat(
            ask(
                "coffer",
                SUPERUSER_PASSWORD,
                "SELECT count(*) FROM pg_authid"
                    + " WHERE rolcanlogin AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'"))
        .isEqualTo("0");
  }

  @Test
  void theServerIsNotRootAndItsFilesAreClosedToOthers() throws IOException {
    int user = user("coordinator");
    assertThat(user).isEqualTo(Files.getAttribute(coordinator.dataDirectory(), "unix:uid"));
    if (Confinement.here() == Confinement.OWN_USER) {
      assertThat(user).isNotIn(0, user("data-1"), user("data-2"));
    }
    assertThat(Files.getPosixFilePermissions(coordinator.dataDirectory()))
        .as(coordinator.dataDirectory().toString())
        .hasSize(3)
        .noneMatch(permission -> !permission.name().startsWith("OWNER"));
  }

  @Test
  void aDistributedTableKeepsItsRowsAndHasThemOnAllDataNodes() throws SQLException {
    LiveWarehouse.assumeWithoutCitus();
    run("CREATE TABLE orders (id serial PRIMARY KEY, note text NOT NULL DEFAULT 'none')");
    run("INSERT INTO orders (note) SELECT 'before ' || n FROM generate_series(1, 1000) n");
    run("SELECT coffer.distribute('orders', 'id')");
    run("INSERT INTO orders DEFAULT VALUES");
    assertThat(ask("SELECT count(*) || ' ' || sum(id) || ' ' || max(note) FROM orders"))
        .isEqualTo("1001 501501 none");
    assertThat(ask("SELECT count(DISTINCT tableoid) FROM orders")).isEqualTo("2");
    assertThatThrownBy(() -> run("INSERT INTO orders VALUES (7, 'again')"))
        .hasMessageContaining("duplicate key");
    NODES.forEach(host::restart);
    assertThat(ask("SELECT count(*) FROM orders")).isEqualTo("1001");
  }

  @Test
  void aTableThatCannotBeDistributedStaysAsItIs() throws SQLException {
    run("CREATE TABLE parents (id int PRIMARY KEY, other int UNIQUE)");
    assertThatThrownBy(() -> run("SELECT coffer.distribute('parents', 'id')"))
        .hasMessageContaining("unique index public.parents_other_key is without the column id");
    assertThatThrownBy(() -> run("SELECT coffer.distribute('parents', 'absent')"))
        .hasMessageContaining("has no column absent");
    assertThat(ask("SELECT relkind FROM pg_class WHERE relname = 'parents'")).isEqualTo("r");
  }

  @Test
  void anAdministratorCannotRunProgramsOrReadFilesOfTheServer() throws SQLException {
    for (var role :
        List.of("pg_execute_server_program", "pg_read_server_files", "pg_write_server_files")) {
      assertThatThrownBy(() -> run("GRANT " + role + " TO dbadmin"))
          .hasMessageContaining("does not exist");
      assertThatThrownBy(() -> run("CREATE ROLE " + role)).hasMessageContaining("reserved");
    }
    run("CREATE ROLE helper LOGIN PASSWORD 'another one'");
    run("DROP ROLE helper");
  }

  @Test
  void aTableOfAnothersIsNotDistributed() throws SQLException {
    LiveWarehouse.assumeWithoutCitus();
    assertThatThrownBy(() -> run("SELECT coffer.distribute('coffer.data_node', 'position')"))
        .hasMessageContaining("must be owner");
  }

  @Test
  void stopsWithAClientConnectedAndIsFoundAgainOnTheSamePort() throws SQLException {
    try (var connection = connect("dbadmin", PASSWORD)) {
      assertThat(host.stop("coordinator").state()).isEqualTo(State.STOPPED);
      assertThat(connection.isValid(1)).isFalse();
    }
    assertThat(host.stop("coordinator").state()).isEqualTo(State.STOPPED);
    assertThat(host.start("coordinator")).isEqualTo(coordinator);
    assertThat(new LocalWarehouseHost(home).inspect("coordinator")).hasValue(coordinator);
  }

  @Test
  void aKilledServerIsSeenAsStoppedAndStartsAgain() throws Exception {
    try (var connection = connect("dbadmin", PASSWORD)) {
      assertThat(connection.isValid(60)).isTrue();
      var server = process("coordinator");
      server.destroyForcibly();
      server.onExit().get(2, TimeUnit.MINUTES);
      assertThat(host.inspect("coordinator").orElseThrow().state()).isEqualTo(State.STOPPED);
      assertThat(host.start("coordinator")).isEqualTo(coordinator);
    }
  }

  @Test
  void aPidThatBelongsToAnotherProcessIsNotTouched() throws IOException {
    host.stop("data-1");
    Files.writeString(pidFile("data-1"), ProcessHandle.current().pid() + "\n");
    try {
      assertThat(host.inspect("data-1").orElseThrow().state()).isEqualTo(State.STOPPED);
      assertThat(host.stop("data-1").state()).isEqualTo(State.STOPPED);
    } finally {
      Files.delete(pidFile("data-1"));
    }
  }

  @Test
  void aServerThatCannotStartTellsWhatItSaid() throws IOException {
    host.stop("data-1");
    var control = home.resolve("data-1/data/global/pg_control");
    var aside = control.resolveSibling("aside");
    Files.move(control, aside);
    try {
      assertThatThrownBy(() -> host.start("data-1"))
          .isInstanceOfSatisfying(
              AgentFailure.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.ENGINE_UNRESPONSIVE))
          .hasMessageContaining("pg_control");
    } finally {
      Files.move(aside, control);
    }
  }

  @Test
  void aNodeIsAdoptedFromWhereItReallyIsAndBySuperusersOnly() throws IOException {
    var directory = coordinator.dataDirectory();
    assertThat(adopt(directory, "coffer", SUPERUSER_PASSWORD).version())
        .isEqualTo(coordinator.version());
    assertThatThrownBy(() -> adopt(home, "coffer", SUPERUSER_PASSWORD))
        .hasMessageContaining("uses data directory");
    assertThatThrownBy(() -> adopt(directory, "dbadmin", PASSWORD))
        .hasMessageContaining("no superuser");
    assertThatThrownBy(() -> adopt(directory, "coffer", "wrong"))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.NOT_ADOPTABLE));
  }

  @Test
  void aNodeOfAnEarlierVersionBecomesItsOwnUsersAndKeepsOurRole() throws Exception {
    assumeTrue(Confinement.isRoot(), "engines of one shared user were root's to start");
    int own = user("data-1");
    host.stop("data-1");
    var node = home.resolve("data-1");
    var data = node.resolve("data");
    Files.delete(node.resolve("control.verifier"));
    // As one version left it: what all engines had in common owned all data directories.
    int shared = 1_899_999_998;
    Command.of(Path.of("/usr/bin/chown"), "-R", Integer.toString(shared), data.toString()).run();
    var outside = Files.writeString(home.resolveSibling("outside"), "root's");
    var planted = Files.createLink(data.resolve("planted"), outside);
    assertThatThrownBy(() -> host.start("data-1")).hasMessageContaining("second name");
    Files.delete(planted);
    var link = Files.createSymbolicLink(data.resolve("link"), outside);
    Files.setAttribute(link, "unix:uid", shared, LinkOption.NOFOLLOW_LINKS);

    host.keepControl(new NodeAccess("data-1", secret(SECRET)));
    var started = host.start("data-1");

    assertThat(Files.getAttribute(outside, "unix:uid")).isEqualTo(0);
    assertThat(Files.getAttribute(data.resolve("base"), "unix:uid")).isEqualTo(own);
    var url = "jdbc:postgresql://127.0.0.1:" + started.port() + "/postgres";
    try (var connection = DriverManager.getConnection(url, "coffer", SUPERUSER_PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("ALTER ROLE coffer PASSWORD 'taken' NOLOGIN");
    }
    host.restart("data-1");
    try (var connection = DriverManager.getConnection(url, "coffer", SUPERUSER_PASSWORD)) {
      assertThat(connection.isValid(60)).isTrue();
    }
  }

  @Test
  void whatIsSetForADatabaseDoesNotDisturbOurSessions() throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:" + coordinator.port() + "/template1";
    try (var connection = DriverManager.getConnection(url, "coffer", SUPERUSER_PASSWORD);
        var statement = connection.createStatement()) {
      for (var database : List.of("gaussdb", "postgres")) {
        for (var setting :
            List.of(
                "default_transaction_read_only = on",
                "lock_timeout = 1",
                "row_security = off",
                "search_path = nowhere")) {
          statement.execute("ALTER DATABASE " + database + " SET " + setting);
        }
      }
      statement.execute("ALTER DATABASE gaussdb SET session_preload_libraries = 'no_such'");
      statement.execute("ALTER DATABASE gaussdb SET statement_timeout = 1");
    }
    var access = new NodeAccess("coordinator", secret(SECRET));
    assertThat(host.conversions().survey(access).replication()).isEmpty();
    try (var connection = DriverManager.getConnection(url, "coffer", SUPERUSER_PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM SET default_transaction_read_only = on");
      statement.execute("ALTER ROLE coffer NOLOGIN");
    }
    assertThat(host.restart("coordinator").state()).isEqualTo(State.RUNNING);
    try (var connection = DriverManager.getConnection(url, "coffer", SUPERUSER_PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = off");
      statement.execute("ALTER SYSTEM RESET default_transaction_read_only");
      statement.execute("ALTER DATABASE gaussdb RESET ALL");
      statement.execute("ALTER DATABASE postgres RESET ALL");
      statement.execute("ALTER DATABASE gaussdb SET plan_cache_mode = force_custom_plan");
    }
  }

  /** It fits the arguments better, and would run with our rights. */
  @Test
  void aFunctionOfATenantsIsNotTakenForOneOfTheServers() throws SQLException {
    try (var connection = connect("coffer", SUPERUSER_PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("CREATE UNLOGGED TABLE public.decoyed ()");
      statement.execute(
          "CREATE FUNCTION public.quote_ident(name) RETURNS text LANGUAGE plpgsql"
              + " AS 'BEGIN RAISE EXCEPTION ''taken''; END'");
      var access = new NodeAccess("coordinator", secret(SECRET));
      assertThat(host.conversions().survey(access).obstacles())
          .anyMatch(told -> told.contains("public.decoyed in database gaussdb"));
      statement.execute("DROP TABLE public.decoyed");
      statement.execute("DROP FUNCTION public.quote_ident(name)");
    }
  }

  @Test
  void aServerThatNeverAnswersIsNotWaitedFor() throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:" + coordinator.port() + "/postgres";
    try (var connection = DriverManager.getConnection(url, "coffer", SUPERUSER_PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute("SET allow_system_table_mods = on");
      statement.execute(
          "CREATE FUNCTION public.never() RETURNS text LANGUAGE plpgsql"
              + " AS 'BEGIN LOOP RAISE NOTICE ''still''; PERFORM pg_sleep(1); END LOOP; END'");
      statement.execute("ALTER VIEW pg_catalog.pg_settings RENAME TO pg_settings_kept");
      statement.execute(
          "CREATE VIEW pg_catalog.pg_settings AS"
              + " SELECT 'shared_preload_libraries' AS name, public.never() AS setting");
      assertTimeoutPreemptively(
          Duration.ofMinutes(2),
          () -> host.endPrepared(List.of(new NodeAccess("coordinator", secret(SECRET)))));
      try (var rows =
          statement.executeQuery(
              "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                  + " WHERE datname = 'postgres' AND state = 'active'"
                  + " AND backend_type = 'client backend' AND pid <> pg_backend_pid()")) {
        rows.next();
        assertThat(rows.getInt(1)).as("sessions that wait for the answer").isEqualTo(1);
      }
      statement.execute("DROP VIEW pg_catalog.pg_settings");
      statement.execute("ALTER VIEW pg_catalog.pg_settings_kept RENAME TO pg_settings");
      statement.execute("DROP FUNCTION public.never()");
    }
  }

  @Test
  void aSecondNodeOfThatIdIsRefused() {
    assertThatThrownBy(() -> host.provision(order("coordinator")))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.INSTANCE_EXISTS));
    assertThat(host.inspect("coordinator")).hasValue(coordinator);
  }

  private Adoption adopt(Path directory, String user, String password) throws IOException {
    var list =
        new OperatorsList(home.resolveSibling("adoptable.json"))
            .with("postgresql", directory, "\"port\": " + coordinator.port());
    return new LocalWarehouseHost(home, list.adoptable(), BindAddresses.LOOPBACK_ONLY)
        .adopt(
            new ForeignPlace(directory, coordinator.port()),
            new Superuser.Given(user, secret(password)));
  }

  private ProcessHandle process(String id) {
    return Postgres.in(home.resolve(id).resolve("data"));
  }

  private int user(String id) {
    return ProcessStatus.of(process(id).pid()).orElseThrow().user();
  }

  private Path pidFile(String id) {
    return home.resolve(id).resolve("data/postmaster.pid");
  }

  private java.sql.Connection connect(String user, String password) throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:" + coordinator.port() + "/gaussdb";
    return DriverManager.getConnection(url, user, password);
  }

  private void run(String sql) throws SQLException {
    try (var connection = connect("dbadmin", PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private @Nullable String ask(String query) throws SQLException {
    return ask("dbadmin", PASSWORD, query);
  }

  private @Nullable String ask(String user, String password, String query) throws SQLException {
    try (var connection = connect(user, password);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static NodeOrder order(String id) {
    return new NodeOrder(id, Exposure.LOOPBACK, OptionalInt.empty(), secret(SECRET));
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.copyOf(text.getBytes(UTF_8));
  }
}
