package dev.coffer.agent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Distributed tables against ordinary ones under random statements. More of them by {@code
 * -Dcoffer.random.statements=10000}, the same again by {@code -Dcoffer.random.seed}.
 */
@Tag("engine")
@TestInstance(Lifecycle.PER_CLASS)
final class RandomStatementsTest {
  private static final int STATEMENTS = Integer.getInteger("coffer.random.statements", 600);
  private static final long SEED = Long.getLong("coffer.random.seed", 1);
  private static final int SESSIONS = 4;
  private static final int SHARED = 40;

  private LiveWarehouse warehouse;

  @BeforeAll
  void federate() throws IOException {
    warehouse = LiveWarehouse.withoutCitus();
    System.out.println("RandomStatementsTest: -Dcoffer.random.seed=" + SEED);
  }

  @AfterAll
  void destroy() throws IOException {
    if (warehouse != null) {
      warehouse.close();
    }
  }

  /** The same tables in two schemas, distributed in one of them. */
  @BeforeEach
  void createTables() throws SQLException {
    for (var schema : List.of("ordinary", "spread")) {
      warehouse.run(
          "DROP SCHEMA IF EXISTS %s CASCADE".formatted(schema),
          "CREATE SCHEMA " + schema,
          ("CREATE TABLE %s.a (id int PRIMARY KEY, grp int NOT NULL CHECK (grp BETWEEN 0 AND 8),"
                  + " amount numeric DEFAULT 5, note text CHECK (length(note) < 12))")
              .formatted(schema),
          ("CREATE TABLE %s.b (id int, grp int NOT NULL CHECK (grp < 9), amount numeric DEFAULT 6,"
                  + " note text CHECK (length(note) < 12), UNIQUE (id, grp))")
              .formatted(schema));
    }
    warehouse.run(
        "SELECT coffer.distribute('spread.a', 'id')", "SELECT coffer.distribute('spread.b', 'id')");
  }

  /** What a statement answered: its rows in no order, or the class of its error. */
  private record Answer(List<String> rows, String error) {
    static Answer of(Statement statement, String sql) {
      try {
        var rows = new ArrayList<String>();
        if (statement.execute(sql)) {
          read(statement.getResultSet(), rows);
        } else {
          rows.add(statement.getUpdateCount() + " rows");
        }
        Collections.sort(rows);
        return new Answer(rows, "");
      } catch (SQLException refused) {
        // Of several violations each may be told.
        return new Answer(List.of(), String.valueOf(refused.getSQLState()).substring(0, 2));
      }
    }

    private static void read(ResultSet result, List<String> rows) throws SQLException {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        var row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          row.append(result.getString(i)).append('|');
        }
        rows.add(row.toString());
      }
    }
  }

  @Test
  void aSessionGetsTheSameAnswers() throws SQLException {
    var random = new SplittableRandom(SEED);
    var statements = new RandomStatements(random.split());
    try (var ordinary = connect("ordinary");
        var spread = connect("spread");
        var first = ordinary.createStatement();
        var second = spread.createStatement()) {
      var pair = new Pair(first, second);
      boolean open = false;
      int failures = 0;
      for (int i = 0; i < STATEMENTS; i++) {
        if (!open) {
          pair.both("BEGIN");
          open = true;
        }
        pair.both("SAVEPOINT s");
        if (random.nextInt(15) == 0) {
          pair.unlessRefused(statements.updateOfKey());
        } else if (!pair.both(statements.next()).error().isEmpty()) {
          failures++;
          pair.both("ROLLBACK TO s");
        }
        if (random.nextInt(12) == 0) {
          pair.both("ROLLBACK TO s");
        }
        if (random.nextInt(5) == 0) {
          pair.both(random.nextInt(4) == 0 ? "ROLLBACK" : "COMMIT");
          pair.both("SELECT * FROM a");
          pair.both("SELECT * FROM b");
          open = false;
        }
      }
      System.out.printf("one session: %d statements, %d refused by both%n", STATEMENTS, failures);
      assertThat(failures).isPositive();
    }
  }

  /** One statement on both kinds of tables. */
  private record Pair(Statement ordinary, Statement spread) {
    Answer both(String sql) {
      var expected = Answer.of(ordinary, sql);
      assertThat(Answer.of(spread, sql)).as("seed %d: %s", SEED, sql).isEqualTo(expected);
      return expected;
    }

    void unlessRefused(String sql) {
      var answer = Answer.of(spread, sql);
      if (answer.error().isEmpty()) {
        assertThat(answer).as("seed %d: %s", SEED, sql).isEqualTo(Answer.of(ordinary, sql));
      } else {
        assertThat(answer.error()).isEqualTo("23");
        Answer.of(spread, "ROLLBACK TO s");
      }
    }
  }

  @Test
  void fourSessionsLeaveTheSameState() throws Exception {
    var states = new ArrayList<List<String>>();
    for (var schema : List.of("ordinary", "spread")) {
      warehouse.run(
          "INSERT INTO %s.a SELECT g, 1, 0 FROM generate_series(1, %d) g"
              .formatted(schema, SHARED));
      runSessions(schema);
      try (var connection = connect(schema);
          var statement = connection.createStatement()) {
        states.add(Answer.of(statement, "SELECT * FROM a").rows());
        states.add(Answer.of(statement, "SELECT * FROM b").rows());
      }
    }
    assertThat(states.subList(2, 4)).as("seed %d", SEED).isEqualTo(states.subList(0, 2));
    assertThat(warehouse.ask("SELECT count(*) FROM coffer.unfinished()")).isEqualTo("0");
  }

  private void runSessions(String schema) throws Exception {
    var retries = new AtomicInteger();
    var ended = new AtomicBoolean();
    try (var executor = Executors.newFixedThreadPool(SESSIONS + 2)) {
      var writers = new ArrayList<Future<?>>();
      for (int session = 0; session < SESSIONS; session++) {
        writers.add(executor.submit(writer(schema, session, retries)));
      }
      var locked = executor.submit(reader(schema, ended, "LOCK TABLE a IN SHARE MODE"));
      var unlocked = executor.submit(reader(schema, ended, "SELECT"));
      try {
        for (var writer : writers) {
          writer.get();
        }
      } finally {
        ended.set(true);
      }
      System.out.printf(
          "%s: %d transactions tried again; wrong sums: %s without a lock, %s with%n",
          schema, retries.get(), unlocked.get(), locked.get());
      assertThat(locked.get().wrong()).isZero();
    }
  }

  private record Sums(int wrong, int all) {}

  private Callable<Sums> reader(String schema, AtomicBoolean ended, String before) {
    return () -> {
      int wrong = 0;
      int all = 0;
      try (var connection = connect(schema);
          var statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        while (!ended.get()) {
          statement.execute(before);
          all++;
          if (!"0".equals(LiveWarehouse.ask(connection, "SELECT sum(amount) FROM a"))) {
            wrong++;
          }
          connection.commit();
        }
      }
      return new Sums(wrong, all);
    };
  }

  /** Moves amounts between rows of all, and writes rows of its own, some of which are refused. */
  private Callable<?> writer(String schema, int session, AtomicInteger retries) {
    return () -> {
      var random = new SplittableRandom(SEED + session);
      try (var connection = connect(schema);
          var statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        for (int done = 0; done < STATEMENTS / SESSIONS; ) {
          var statements = transaction(random, session);
          while (!commits(connection, statement, statements)) {
            retries.incrementAndGet();
          }
          done += statements.size();
        }
      }
      return null;
    };
  }

  private static List<String> transaction(SplittableRandom random, int session) {
    var statements = new ArrayList<String>();
    int amount = random.nextInt(1, 50);
    statements.add(move(random, -amount));
    statements.add(move(random, amount));
    int own = 1000 * (session + 1) + random.nextInt(60);
    statements.add(
        switch (random.nextInt(4)) {
          case 0 -> "DELETE FROM b WHERE id = " + own;
          case 1 -> "UPDATE b SET grp = grp + 1 WHERE id = " + own;
          default -> "INSERT INTO b VALUES (%d, %d)".formatted(own, random.nextInt(7, 10));
        });
    return statements;
  }

  private static String move(SplittableRandom random, int amount) {
    return "UPDATE a SET amount = amount + %d WHERE id = %d"
        .formatted(amount, random.nextInt(1, SHARED + 1));
  }

  /** Whether the transaction came to an end: what breaks a constraint does so each time. */
  private static boolean commits(
      Connection connection, Statement statement, List<String> statements) throws SQLException {
    try {
      for (var sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
      return true;
    } catch (SQLException refused) {
      connection.rollback();
      return String.valueOf(refused.getSQLState()).startsWith("23");
    }
  }

  private Connection connect(String schema) throws SQLException {
    var connection = warehouse.connect();
    try (var statement = connection.createStatement()) {
      statement.execute("SET search_path = " + schema);
    }
    return connection;
  }
}
