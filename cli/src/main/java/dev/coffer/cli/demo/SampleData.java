package dev.coffer.cli.demo;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * A shop's customers and orders: names, addresses and card numbers that no one wants to see in a
 * backup. The same seed makes the same rows.
 */
final class SampleData {
  /** Stands in every customer's row, so that it is easily found where rows are in the clear. */
  static final String MARKER = "PRIVATE-CUSTOMER";

  static final List<String> TABLES = List.of("customer", "purchase");

  private static final int CUSTOMERS = 60_000;
  private static final int PURCHASES = 240_000;
  private static final int BATCH = 2_000;
  private static final List<String> GIVEN =
      List.of("Wei", "Fang", "Anna", "Jonas", "Maria", "Li", "Olga", "Tomás", "Aisha", "Kenji");
  private static final List<String> FAMILY =
      List.of(
          "Wang", "Zhang", "Müller", "Rossi", "García", "Chen", "Novák", "Okafor", "Sato", "Li");
  private static final List<String> CITY =
      List.of("北京", "上海", "Berlin", "Roma", "Madrid", "Praha", "Lagos", "東京", "Lyon", "Oslo");

  private final SplittableRandom random = new SplittableRandom(20260105);

  private SampleData() {}

  static void load(Connection connection, IntConsumer percent) throws SQLException {
    new SampleData().fill(connection, percent);
  }

  private void fill(Connection connection, IntConsumer percent) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE shop CHARACTER SET utf8mb4");
      statement.execute(
          "CREATE TABLE shop.customer (id INT PRIMARY KEY, name VARCHAR(80), city VARCHAR(40),"
              + " card CHAR(19), born DATE, note VARCHAR(200), KEY (city))");
      statement.execute(
          "CREATE TABLE shop.purchase (id INT PRIMARY KEY, customer INT, amount DECIMAL(10,2),"
              + " made DATETIME, item VARCHAR(120), KEY (customer))");
    }
    connection.setAutoCommit(false);
    insert(
        connection,
        "INSERT INTO shop.customer VALUES (?,?,?,?,?,?)",
        CUSTOMERS,
        this::customer,
        done -> percent.accept(done * 20 / CUSTOMERS));
    insert(
        connection,
        "INSERT INTO shop.purchase VALUES (?,?,?,?,?)",
        PURCHASES,
        this::purchase,
        done -> percent.accept(20 + (int) (done * 80L / PURCHASES)));
    connection.setAutoCommit(true);
  }

  private interface Row {
    void fill(PreparedStatement statement, int id) throws SQLException;
  }

  private static void insert(Connection connection, String sql, int rows, Row row, IntConsumer done)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int id = 1; id <= rows; id++) {
        row.fill(statement, id);
        statement.addBatch();
        if (id % BATCH == 0 || id == rows) {
          statement.executeBatch();
          connection.commit();
          done.accept(id);
        }
      }
    }
  }

  private void customer(PreparedStatement statement, int id) throws SQLException {
    statement.setInt(1, id);
    statement.setString(2, pick(GIVEN) + " " + pick(FAMILY));
    statement.setString(3, pick(CITY));
    statement.setString(
        4,
        "%04d %04d %04d %04d".formatted(4000 + random.nextInt(999), digits(), digits(), digits()));
    statement.setObject(5, LocalDate.of(1940, 1, 1).plusDays(random.nextInt(24_000)));
    statement.setString(6, MARKER + " " + Long.toHexString(random.nextLong()));
  }

  private void purchase(PreparedStatement statement, int id) throws SQLException {
    statement.setInt(1, id);
    statement.setInt(2, 1 + random.nextInt(CUSTOMERS));
    statement.setBigDecimal(3, BigDecimal.valueOf(random.nextInt(1_000_000), 2));
    statement.setObject(
        4, LocalDate.of(2024, 1, 1).plusDays(random.nextInt(700)).atTime(random.nextInt(24), 0));
    statement.setString(
        5, "item " + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
  }

  private int digits() {
    return random.nextInt(10_000);
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** The engine's own checksum of each table. */
  static Map<String, Long> checksums(Connection connection) throws SQLException {
    var sums = new LinkedHashMap<String, Long>();
    try (Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        try (var rows = statement.executeQuery("CHECKSUM TABLE shop." + table)) {
          rows.next();
          sums.put(table, rows.getLong(2));
        }
      }
    }
    return sums;
  }
}
