package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;

/**
 * Commits one number after the other to a table, whatever happens to its connection, and remembers
 * what was acknowledged.
 */
final class Committer {
  private final Warehouse warehouse;
  private final String table;
  private final PrimitiveIterator.OfLong numbers;
  private final List<Long> acknowledged = new ArrayList<>();
  private final FutureTask<Duration> work = new FutureTask<>(this::work);
  private volatile boolean ended;
  private volatile int commits;

  /** The table has a key of one bigint and nothing else. */
  Committer(Warehouse warehouse, String table) {
    this(warehouse, table, LongStream.iterate(0, n -> n + 1).iterator());
  }

  /** The same, of these numbers only. */
  Committer(Warehouse warehouse, String table, PrimitiveIterator.OfLong numbers) {
    this.warehouse = warehouse;
    this.table = table;
    this.numbers = numbers;
    Thread.ofPlatform().daemon().start(work);
  }

  int commits() {
    return commits;
  }

  /** The longest time from one acknowledgement to the next. */
  Duration end() {
    ended = true;
    try {
      return work.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Asserts that acknowledgements never paused for long while a cluster was converted: for this
   * long, or where the machine is so slow that all of the conversion was, for a third of it.
   */
  static void assertShort(Duration pause, Duration limit, Duration conversion) {
    Duration third = conversion.dividedBy(3);
    assertThat(pause).isLessThan(third.compareTo(limit) > 0 ? third : limit);
  }

  /** Of what was acknowledged, what is not there. */
  List<Long> missing() throws SQLException {
    try (Connection connection = warehouse.connect();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT n FROM unnest(?) n WHERE n NOT IN (SELECT n FROM " + table + ")")) {
      query.setArray(1, connection.createArrayOf("bigint", acknowledged.toArray()));
      var missing = new ArrayList<Long>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          missing.add(rows.getLong(1));
        }
      }
      return missing;
    }
  }

  private Duration work() {
    long longest = 0;
    long last = System.nanoTime();
    long next = numbers.nextLong();
    while (!ended) {
      try (Connection connection = warehouse.connect();
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO " + table + " VALUES (?)")) {
        while (!ended) {
          insert.setLong(1, next);
          insert.executeUpdate();
          acknowledged.add(next);
          next = numbers.nextLong();
          commits = acknowledged.size();
          longest = Math.max(longest, System.nanoTime() - last);
          last = System.nanoTime();
        }
      } catch (SQLException cut) {
        // Nobody acknowledged this number: it may be there or not.
        next = numbers.nextLong();
      }
    }
    return Duration.ofNanos(longest);
  }
}
