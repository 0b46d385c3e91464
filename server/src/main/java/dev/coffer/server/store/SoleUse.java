package dev.coffer.server.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * One server's claim to a PostgreSQL control database, held by a session of its own for as long as
 * this is open. PostgreSQL lets go of it when the session ends, however it ends.
 */
final class SoleUse implements AutoCloseable {
  /** "coffer" in ASCII. */
  private static final long LOCK = 0x636f_6666_6572L;

  private final Connection session;

  private SoleUse(Connection session) {
    this.session = session;
  }

  static SoleUse claim(PostgresAccess access) {
    try {
      Connection session =
          DriverManager.getConnection(access.url(), access.user(), access.password());
      boolean claimed = false;
      try {
        claimed = claim(session);
      } finally {
        if (!claimed) {
          session.close();
        }
      }
      if (!claimed) {
        throw new UnusableDatabase("another server runs on this control database");
      }
      return new SoleUse(session);
    } catch (SQLException e) {
      throw new UnusableDatabase("cannot reach the control database: " + e.getMessage(), e);
    }
  }

  private static boolean claim(Connection session) throws SQLException {
    try (var statement = session.createStatement();
        var answer = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
      answer.next();
      return answer.getBoolean(1);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (SQLException e) {
      throw new UnusableDatabase("cannot let go of the control database", e);
    }
  }
}
