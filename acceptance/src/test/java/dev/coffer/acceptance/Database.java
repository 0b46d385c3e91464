package dev.coffer.acceptance;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** An instance as its users reach it: administrator {@code root} over TCP. */
record Database(String host, int port, String password) {
  /** Stands in every row. */
  static final String MARKER = "a-row-that-nobody-may-read-7f3c1e";

  Connection connect() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", "root");
    properties.setProperty("password", password);
    return DriverManager.getConnection("jdbc:mariadb://" + host + ":" + port + "/", properties);
  }

  /** Rows of every kind of table: with and without a primary key, transactional or not. */
  void load() throws SQLException {
    String rows = "AS SELECT seq, CONCAT('%s-', seq) note, SHA2(seq, 512) digest FROM seq_1_to_%d";
    run(
        "CREATE DATABASE shop",
        "USE shop",
        "CREATE TABLE customer (PRIMARY KEY (seq)) ENGINE=InnoDB " + rows.formatted(MARKER, 20_000),
        "CREATE TABLE purchase ENGINE=InnoDB " + rows.formatted(MARKER, 5_000),
        "CREATE TABLE note ENGINE=MyISAM " + rows.formatted(MARKER, 500));
  }

  void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  Map<String, Long> checksums() throws SQLException {
    try (Connection connection = connect()) {
      return checksums(connection);
    }
  }

  static Map<String, Long> checksums(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("CHECKSUM TABLE shop.customer, shop.purchase, shop.note")) {
      var checksums = new TreeMap<String, Long>();
      while (rows.next()) {
        checksums.put(rows.getString(1), rows.getLong(2));
      }
      return checksums;
    }
  }

  /**
   * Keeps a backup that is under way from ending: the tool copies what it can, and then waits for
   * the lock that this holds until it is closed.
   */
  Connection holdBackups() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLES shop.note WRITE");
    }
    return connection;
  }
}
