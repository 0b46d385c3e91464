package dev.coffer.agent.local;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * A client whose every transaction changes rows on several data nodes and one on the coordinator,
 * until it is closed: two moves of accounts for two of the total.
 */
final class Transfers implements AutoCloseable {
  private static final int ACCOUNTS = 200;

  private final Connection connection;
  private final AtomicInteger committed = new AtomicInteger();
  private final FutureTask<Integer> work = new FutureTask<>(this::transfer);
  private volatile boolean ended;

  Transfers(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    committed.set(total());
    Thread.ofPlatform().name("transfers").start(work);
  }

  private int total() throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT moves / 2 FROM total")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  int committed() {
    return committed.get();
  }

  private int transfer() throws SQLException {
    var random = RandomGenerator.getDefault();
    try (connection;
        var statement = connection.createStatement()) {
      while (!ended) {
        for (int i = 0; i < 2; i++) {
          statement.execute(
              "UPDATE account SET moves = moves + 1 WHERE id = " + random.nextInt(1, ACCOUNTS + 1));
        }
        statement.execute("UPDATE total SET moves = moves + 2");
        connection.commit();
        committed.incrementAndGet();
      }
      return committed.get();
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      work.get();
    } catch (ExecutionException | InterruptedException failed) {
      throw new AssertionError("the transfers failed", failed);
    }
  }
}
