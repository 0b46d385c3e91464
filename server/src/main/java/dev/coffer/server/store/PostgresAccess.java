package dev.coffer.server.store;

/**
 * How a PostgreSQL database is reached.
 *
 * @param url of JDBC, with whatever the driver takes but the user and the password
 */
public record PostgresAccess(String url, String user, String password) {
  public PostgresAccess {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("not the URL of a PostgreSQL database");
    }
  }

  @Override
  public String toString() {
    return "PostgresAccess[" + user + "]";
  }
}
