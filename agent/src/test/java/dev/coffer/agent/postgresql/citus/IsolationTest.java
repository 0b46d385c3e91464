package dev.coffer.agent.postgresql.citus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.EngineHome;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.local.LocalWarehouseHost;
import dev.coffer.agent.postgresql.server.NodeFiles;
import dev.coffer.agent.postgresql.server.Programs;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a server without Citus, with a table of our own that stands for its list of nodes. */
@Tag("engine")
final class IsolationTest {
  private static final String NODE = "captured";
  private static final String SECRET = "the superuser's secret";

  private Path home;
  private LocalWarehouseHost host;

  @BeforeEach
  void makeNode() throws IOException, SQLException {
    home = EngineHome.create();
    host = new LocalWarehouseHost(home);
    host.provision(
        new NodeOrder(
            NODE,
            Exposure.LOOPBACK,
            OptionalInt.empty(),
            SecretBytes.copyOf(SECRET.getBytes(UTF_8))));
    run(
        "SET allow_system_table_mods = on",
        "CREATE TABLE pg_catalog.pg_dist_node"
            + " (groupid int, nodename text, nodeport int, noderole text)",
        "INSERT INTO pg_dist_node VALUES (0, 'db0.example', 5432, 'primary'),"
            + " (4, 'db1.example', 5433, 'primary'), (9, 'db2.example', 5434, 'primary'),"
            + " (9, 'db3.example', 5435, 'secondary')");
  }

  @AfterEach
  void destroy() throws IOException {
    host.destroy(NODE);
    EngineHome.delete(home);
  }

  @Test
  void everyNodeHasThePlaceOfItsGroupWhateverTheServerIsSetToAndItsDatabasesAreCalled()
      throws IOException, SQLException {
    run(
        "ALTER SYSTEM SET statement_timeout = 1",
        "ALTER SYSTEM SET lock_timeout = 1",
        "CREATE DATABASE \"-cport=1\"");
    host.stop(NODE);
    isolation(List.of()).run();
    assertThat(addresses())
        .isEqualTo("/run/coffer/nodes/0:5432 /run/coffer/nodes/1:5432 /run/coffer/nodes/2:5432");
  }

  @Test
  void anAddressThatStaysIsAFailure() throws IOException, SQLException {
    run(
        "SET allow_system_table_mods = on",
        "CREATE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql"
            + " AS 'BEGIN RETURN OLD; END'",
        "CREATE TRIGGER keep BEFORE UPDATE ON pg_dist_node FOR EACH ROW"
            + " EXECUTE FUNCTION public.keep()",
        "ALTER TABLE pg_dist_node ENABLE ALWAYS TRIGGER keep");
    host.stop(NODE);
    assertThatThrownBy(() -> isolation(List.of()).run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("addresses of the captured nodes");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "citus, true",
        "$libdir/citus, true",
        "/usr/lib/postgresql/15/lib/citus.so, true",
        "auto_explain, false"
      })
  void citusIsKnownByItsFile(String library, boolean needed) throws IOException {
    host.stop(NODE);
    assertThat(isolation(List.of("-c", "shared_preload_libraries=" + library)).isNeeded())
        .isEqualTo(needed);
  }

  private Isolation isolation(List<String> options) throws IOException {
    var files = NodeFiles.in(home.resolve(NODE), Cages.beside(home));
    var data = files.place().data();
    return new Isolation(
        files.cage().writing(data).withoutNetwork(), Programs.newest().server(), data, options, 0);
  }

  private String addresses() throws SQLException {
    // The driver's own first statements may take longer than what is set for the server.
    var url = url(host.start(NODE).port()) + "?options=-c%20statement_timeout=0";
    try (var connection = DriverManager.getConnection(url, "coffer", password());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT string_agg(nodename || ':' || nodeport, ' ' ORDER BY groupid)"
                    + " FROM pg_dist_node")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void run(String... statements) throws SQLException {
    int port = host.inspect(NODE).orElseThrow().port();
    try (var connection = DriverManager.getConnection(url(port), "coffer", password());
        var statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  private static String password() {
    return HexFormat.of().formatHex(SECRET.getBytes(UTF_8));
  }
}
