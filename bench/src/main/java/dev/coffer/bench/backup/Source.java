package dev.coffer.bench.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.agent.Agent;
import dev.coffer.agent.Credentials;
import dev.coffer.agent.Engine;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Provision;
import dev.coffer.bench.measure.Workspace;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.OptionalInt;

/** A running MariaDB with more than a gigabyte of InnoDB tables; closing it removes it. */
final class Source implements AutoCloseable {
  private static final String ID = "source";
  private static final int TABLES = 6;
  private static final int ROWS = 1_000_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Agent agent;
  private final String password = random();
  private final String control = random();
  private final Instance instance;

  private Source(Agent agent) {
    this.agent = agent;
    this.instance =
        agent.provision(
            new Provision(
                ID,
                Exposure.LOOPBACK,
                OptionalInt.empty(),
                new Credentials(secret(password), secret(control))));
  }

  static Source start(Agent agent) throws SQLException, InterruptedException {
    var source = new Source(agent);
    boolean loaded = false;
    try {
      source.load();
      // A clean stop writes every page, so that no turn shares the disk with the server.
      agent.restart(ID);
      loaded = true;
      return source;
    } finally {
      if (!loaded) {
        source.close();
      }
    }
  }

  Engine engine() {
    return new Engine.Own(ID, secret(control));
  }

  Path dataDirectory() {
    return instance.dataDirectory();
  }

  /** An option file with which the tools of the engine come in, as the agent's do. */
  Path account(Workspace workspace) throws IOException {
    Path file =
        workspace.secret(
            "account.cnf",
            "[client]\nprotocol=socket\nsocket=%s\nuser=coffer\npassword=%s\n"
                .formatted(
                    dataDirectory().resolve("server.sock"),
                    HexFormat.of().formatHex(control.getBytes(UTF_8))));
    return file.toAbsolutePath();
  }

  /** Bytes in the files of its tables. */
  long size() throws IOException {
    try (var files = Files.walk(dataDirectory().resolve("shop"))) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private void load() throws SQLException, InterruptedException {
    String url = "jdbc:mariadb://127.0.0.1:" + instance.port() + "/";
    try (var connection = DriverManager.getConnection(url, "root", password);
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE shop");
      statement.execute("USE shop");
      for (int table = 1; table <= TABLES; table++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the run ends before table " + table);
        }
        statement.execute(
            "CREATE TABLE shop.purchase_%d (PRIMARY KEY (id)) ENGINE=InnoDB AS %s"
                .formatted(table, rows(table)));
        System.err.printf("loaded table %d/%d%n", table, TABLES);
      }
    }
  }

  private static String rows(int table) {
    return """
        SELECT seq AS id,
          ELT(1 + seq * 7919 %% 9, 'Wei', 'Fang', 'Anna', 'Jonas', 'Maria', 'Li', 'Olga', 'Aisha',
            'Kenji') AS given_name,
          ELT(1 + seq * 104729 %% 7, 'Beijing', 'Shanghai', 'Berlin', 'Madrid', 'Praha', 'Lagos',
            'Oslo') AS city,
          CAST(CONV(LEFT(MD5(seq + %1$d), 12), 16, 10) AS CHAR(20)) AS card,
          CAST(seq * 31 %% 1000003 / 100 AS DECIMAL(10, 2)) AS amount,
          TIMESTAMP('2024-01-01') + INTERVAL seq %% 700 DAY AS made,
          CONCAT('item ', SHA2(seq + %1$d, 256), ' for the customer of ', seq %% 60000) AS note
        FROM seq_1_to_%2$d
        """
        .formatted(table * ROWS, ROWS);
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.copyOf(text.getBytes(UTF_8));
  }

  private static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    // A run that was interrupted stops its server all the same, and waits for its end.
    Thread.interrupted();
    agent.destroy(ID);
  }
}
