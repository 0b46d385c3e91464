package dev.coffer.agent.local;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Commits one number after the other, whatever happens to its connection, until it is ended. */
final class CommittingClient {
  private final String url;
  private final String user;
  private final String password;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicInteger commits = new AtomicInteger();
  private final List<Integer> acknowledged = new ArrayList<>();
  private final FutureTask<Duration> work = new FutureTask<>(this::work);

  /** The table has one integer column and its key. */
  CommittingClient(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
    Thread.ofPlatform().daemon().start(work);
  }

  int commits() {
    return commits.get();
  }

  /** How long it ever had to wait from one acknowledgement to the next. */
  Duration end() throws InterruptedException {
    ended.set(true);
    try {
      return work.get();
    } catch (ExecutionException failed) {
      throw new AssertionError(failed.getCause());
    }
  }

  /** Once ended. */
  List<Integer> acknowledged() {
    return acknowledged;
  }

  private Duration work() {
    long longest = 0;
    long last = System.nanoTime();
    int next = 0;
    while (!ended.get()) {
      try (var connection = DriverManager.getConnection(url, user, password)) {
        while (!ended.get()) {
          commit(connection, next);
          acknowledged.add(next++);
          commits.incrementAndGet();
          longest = Math.max(longest, System.nanoTime() - last);
          last = System.nanoTime();
        }
      } catch (SQLException cut) {
        // The number may be there or not: it was not acknowledged, and the next one is tried.
        next++;
      }
    }
    return Duration.ofNanos(longest);
  }

  private static void commit(Connection connection, int number) throws SQLException {
    try (var statement = connection.prepareStatement("INSERT INTO committed VALUES (?)")) {
      statement.setInt(1, number);
      statement.executeUpdate();
    }
  }
}
