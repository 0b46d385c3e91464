package dev.coffer.cli.demo;

import dev.coffer.cli.exit.CommandFailed;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that move money as pgbench's do, each transaction numbered, whatever happens to their
 * connections. A number whose commit was not acknowledged may be there or not; one that was
 * acknowledged has to be.
 */
final class WarehouseLoad {
  private static final int CLIENTS = 4;
  private static final int ACCOUNTS = 10_000;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final String url;
  private final String user;
  private final String password;
  private final List<Client> clients = new ArrayList<>();
  private volatile boolean ended;

  /** Begins at once. */
  WarehouseLoad(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
    for (int i = 0; i < CLIENTS; i++) {
      var client = new Client(i);
      clients.add(client);
      client.thread.start();
    }
  }

  /** Makes the tables: both spread by the account, so that a transaction meets on one node. */
  static void prepare(Statement statement) throws SQLException {
    statement.execute("CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL)");
    statement.execute("SELECT coffer.distribute('account', 'id')");
    statement.execute(
        "INSERT INTO account SELECT n, 0 FROM generate_series(1, %d) n".formatted(ACCOUNTS));
    statement.execute("CREATE TABLE history (client int, n int, account int, delta int)");
    statement.execute("SELECT coffer.distribute('history', 'account')");
  }

  void end() throws InterruptedException {
    ended = true;
    for (Client client : clients) {
      client.thread.join();
    }
  }

  /** Once ended; fails where an acknowledged transaction is missing. */
  void report(Steps steps) throws SQLException {
    int acknowledged = clients.stream().mapToInt(client -> client.acknowledged.cardinality()).sum();
    long pause = clients.stream().mapToLong(client -> client.longest).max().orElse(0);
    steps.detail(
        "longest write pause of a client: %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(pause)));
    int present = 0;
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      for (Client client : clients) {
        present += client.present(statement);
      }
      steps.detail("acknowledged transactions: %,d, present: %,d".formatted(acknowledged, present));
      if (present < acknowledged) {
        throw new CommandFailed("acknowledged transactions are missing");
      }
      compareSums(statement, steps);
    }
  }

  private static void compareSums(Statement statement, Steps steps) throws SQLException {
    long accounts = number(statement, "SELECT coalesce(sum(balance), 0) FROM account");
    long history = number(statement, "SELECT coalesce(sum(delta), 0) FROM history");
    steps.detail("sum of all accounts %,d, of their history %,d".formatted(accounts, history));
    if (accounts != history) {
      throw new CommandFailed("accounts and their history differ");
    }
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private final class Client {
    private final int id;
    private final Thread thread;
    // The thread's alone until it has ended.
    private final BitSet acknowledged = new BitSet();
    private long longest;

    private Client(int id) {
      this.id = id;
      this.thread = Thread.ofPlatform().daemon().name("client-" + id).unstarted(this::work);
    }

    private void work() {
      var random = new SplittableRandom(id);
      long last = System.nanoTime();
      int next = 0;
      while (!ended) {
        try (Connection connection = connect()) {
          while (!ended) {
            int n = next++;
            transfer(connection, n, random);
            acknowledged.set(n);
            long now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
          }
        } catch (SQLException cut) {
          LockSupport.parkNanos(RETRY_NANOS);
        }
      }
    }

    private Connection connect() throws SQLException {
      Connection connection = DriverManager.getConnection(url, user, password);
      connection.setAutoCommit(false);
      return connection;
    }

    private void transfer(Connection connection, int n, SplittableRandom random)
        throws SQLException {
      int account = random.nextInt(1, ACCOUNTS + 1);
      int delta = random.nextInt(-5000, 5001);
      try (PreparedStatement update =
              connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?");
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO history VALUES (?, ?, ?, ?)")) {
        update.setInt(1, delta);
        update.setInt(2, account);
        update.executeUpdate();
        insert.setInt(1, id);
        insert.setInt(2, n);
        insert.setInt(3, account);
        insert.setInt(4, delta);
        insert.executeUpdate();
      }
      connection.commit();
    }

    /** How many of the acknowledged are there. */
    private int present(Statement statement) throws SQLException {
      var found = new BitSet();
      try (ResultSet rows = statement.executeQuery("SELECT n FROM history WHERE client = " + id)) {
        while (rows.next()) {
          found.set(rows.getInt(1));
        }
      }
      found.and(acknowledged);
      return found.cardinality();
    }
  }
}
