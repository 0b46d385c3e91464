package dev.coffer.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.local.LocalWarehouseHost;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;

/** One PostgreSQL for all tests of a run, with a database for each directory that asks. */
final class TestPostgres {
  private static final String SECRET = "of the tests alone";
  private static final String PASSWORD = HexFormat.of().formatHex(SECRET.getBytes(UTF_8));
  private static final String NODE = "control";
  private static final String USER = "coffer";
  private static final Map<Path, String> NAMES = new HashMap<>();
  private static final Instance SERVER = start();
  private static final String MIGRATED = migrated();

  private TestPostgres() {}

  static synchronized PostgresAccess database(Path directory) {
    String name =
        NAMES.computeIfAbsent(
            directory, _ -> create("test_" + NAMES.size(), "TEMPLATE " + MIGRATED));
    return access(name);
  }

  private static PostgresAccess access(String database) {
    String url = "jdbc:postgresql://127.0.0.1:" + SERVER.port() + "/" + database;
    return new PostgresAccess(url, USER, PASSWORD);
  }

  // Migrating takes a second, copying what was migrated a twentieth of it.
  private static String migrated() {
    execute("ALTER SYSTEM SET fsync = off");
    execute("ALTER SYSTEM SET synchronous_commit = off");
    execute("SELECT pg_reload_conf()");
    String name = create("migrated", "");
    ControlDatabase.postgresql(access(name)).close();
    return name;
  }

  private static String create(String name, String options) {
    execute("CREATE DATABASE " + name + " " + options);
    return name;
  }

  private static void execute(String sql) {
    PostgresAccess all = access("postgres");
    try (Connection connection = DriverManager.getConnection(all.url(), USER, PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Instance start() {
    try {
      Path home = Files.createTempDirectory(Path.of("/tmp"), "coffer-control-");
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
      // What is known of cages lies beside the nodes.
      var host = new LocalWarehouseHost(home.resolve("nodes"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(host, home), "end of PostgreSQL"));
      try (SecretBytes secret = SecretBytes.copyOf(SECRET.getBytes(UTF_8))) {
        return host.provision(new NodeOrder(NODE, Exposure.LOOPBACK, OptionalInt.empty(), secret));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(LocalWarehouseHost host, Path home) {
    host.destroy(NODE);
    try {
      DeleteTree.at(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
