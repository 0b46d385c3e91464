package dev.coffer.agent.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.agent.EngineHome;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.postgresql.citus.Extension;
import dev.coffer.agent.warehouse.Federation;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A coordinator and two data nodes of a real PostgreSQL, made one database. */
final class LiveWarehouse implements AutoCloseable {
  static final List<String> DATA_NODES = List.of("data-1", "data-2");
  static final String PASSWORD = "Sales-2026";

  private final Path home;
  private final LocalWarehouseHost host;
  private final int port;

  /** One that Citus spreads; skips the test on a host without it. */
  static LiveWarehouse withCitus() throws IOException {
    assumeTrue(Extension.isAvailable(15), "citus is no extension of this host's PostgreSQL 15");
    return new LiveWarehouse();
  }

  /** One that foreign tables spread; skips the test on a host with Citus. */
  static LiveWarehouse withoutCitus() throws IOException {
    assumeWithoutCitus();
    return new LiveWarehouse();
  }

  static void assumeWithoutCitus() {
    assumeFalse(Extension.isAvailable(15), "citus spreads the tables of new clusters here");
  }

  private LiveWarehouse() throws IOException {
    home = EngineHome.create();
    host = new LocalWarehouseHost(home);
    DATA_NODES.forEach(node -> host.provision(order(node)));
    port = host.provision(order("coordinator")).port();
    host.federate(
        new Federation(
            "coordinator",
            DATA_NODES,
            new Federation.Secrets(secret("superuser"), secret("link")),
            new Federation.Database("gaussdb", "dbadmin", secret(PASSWORD))));
  }

  LocalWarehouseHost host() {
    return host;
  }

  List<NodeAccess> accesses() {
    return Stream.concat(Stream.of("coordinator"), DATA_NODES.stream())
        .map(node -> new NodeAccess(node, secret("superuser")))
        .toList();
  }

  Path home() {
    return home;
  }

  Connection connect() throws SQLException {
    return connect("dbadmin", PASSWORD);
  }

  Connection connectAsSuperuser() throws SQLException {
    return connect("coffer", HexFormat.of().formatHex("superuser".getBytes(UTF_8)));
  }

  Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/gaussdb", user, password);
  }

  void run(String... statements) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Nullable String ask(String query) throws SQLException {
    try (var connection = connect()) {
      return ask(connection, query);
    }
  }

  static @Nullable String ask(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Override
  public void close() throws IOException {
    host.destroy("coordinator");
    DATA_NODES.forEach(host::destroy);
    EngineHome.delete(home);
  }

  private static NodeOrder order(String id) {
    return new NodeOrder(id, Exposure.LOOPBACK, OptionalInt.empty(), secret("superuser"));
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.copyOf(text.getBytes(UTF_8));
  }
}
