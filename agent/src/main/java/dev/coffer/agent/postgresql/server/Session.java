package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/**
 * One connection to a server on this host. What the server refuses is an {@link AgentFailure} that
 * tells where and why, never the statement: statements hold passwords.
 */
public final class Session implements AutoCloseable {
  public static final String FIRST_DATABASE = "postgres";

  /** SQLSTATE lock_not_available. */
  private static final String LOCKED = "55P03";

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /**
   * Whatever was set for the database or the role counts less than what a session begins with. The
   * trap: a function that anyone made in a schema of the path is preferred where it fits the types
   * of its arguments better than the server's own, and runs with our rights.
   */
  private static final String UNDISTURBED =
      "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0"
          + " -c idle_session_timeout=0 -c default_transaction_read_only=off"
          + " -c default_transaction_isolation=read\\ committed -c search_path=pg_catalog,pg_temp"
          + " -c standard_conforming_strings=on -c check_function_bodies=on"
          + " -c row_security=on -c session_replication_role=origin -c default_tablespace="
          + " -c session_preload_libraries= -c local_preload_libraries="
          // Known to Citus alone, and taken by every server: roles and extensions stay where they
          // are made, and shards are seen among the tables.
          + " -c citus.enable_ddl_propagation=off -c citus.override_table_visibility=off";

  private static final Duration AN_ANSWER = Duration.ofMinutes(2);

  private final Address address;
  private final Connection connection;

  private Session(Address address, Connection connection) {
    this.address = address;
    this.connection = connection;
  }

  /** Where a server listens. */
  public record Address(String host, int port) {}

  /** How a server finds out who comes. */
  public enum Proof {
    /** Both sides prove that they know the password; whoever else listens there is refused. */
    OF_BOTH("scram-sha-256"),

    /** As the server's owner has set it up, but no server is told the password. */
    AS_THE_SERVER_ASKS("!password,!gss,!sspi");

    private final String methods;

    Proof(String methods) {
      this.methods = methods;
    }
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  public static Session open(Address address, String database, Account account, Proof proof) {
    return on(
        address,
        () -> {
          var properties = properties(account, proof);
          PGProperty.OPTIONS.set(properties, UNDISTURBED);
          return new Session(
              address, DriverManager.getConnection(url(address, database), properties));
        });
  }

  /** Whether the server lets the account copy it, which its access file allows separately. */
  public static void requireReplication(Address address, Account account, Proof proof) {
    on(
        address,
        () -> {
          var properties = properties(account, proof);
          PGProperty.REPLICATION.set(properties, "true");
          PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");
          PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
          DriverManager.getConnection(url(address, FIRST_DATABASE), properties).close();
          return address;
        });
  }

  private static Properties properties(Account account, Proof proof) {
    var properties = new Properties();
    PGProperty.USER.set(properties, account.role());
    PGProperty.PASSWORD.set(properties, account.password());
    PGProperty.REQUIRE_AUTH.set(properties, proof.methods);
    PGProperty.SOCKET_FACTORY.set(properties, GuardedSockets.class.getName());
    PGProperty.SSL_MODE.set(properties, "disable");
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    PGProperty.CONNECT_TIMEOUT.set(properties, 10);
    PGProperty.LOGIN_TIMEOUT.set(properties, 10);
    PGProperty.SOCKET_TIMEOUT.set(properties, (int) AN_ANSWER.toSeconds());
    return properties;
  }

  private static String url(Address address, String database) {
    var host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(host, address.port(), URLEncoder.encode(database, StandardCharsets.UTF_8));
  }

  public boolean isSuperuser() {
    return ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").equals("t");
  }

  /** Not let in, for whatever it may not: class 28, or what keeps it from a database. */
  public static boolean isAboutTheAccount(AgentFailure refused) {
    return refused.getCause() instanceof SQLException cause
        && cause.getSQLState() != null
        && (cause.getSQLState().startsWith("28")
            || List.of(INSUFFICIENT_PRIVILEGE, "53300", "55000").contains(cause.getSQLState()));
  }

  /** Let in, but without the right to set what a session of ours needs: no superuser. */
  public static boolean isAboutRights(AgentFailure refused) {
    return refused.getCause() instanceof SQLException cause
        && INSUFFICIENT_PRIVILEGE.equals(cause.getSQLState());
  }

  /** Nothing of what follows goes into the server's log, whether it fails or not. */
  public void keepQuiet() {
    run("SET log_statement = 'none'");
    run("SET log_min_error_statement = 'panic'");
    run("SET log_min_duration_statement = -1");
  }

  public void run(String statements) {
    on(
        address,
        () -> {
          try (var statement = connection.createStatement()) {
            return statement.execute(statements);
          }
        });
  }

  /** Returns whether the locks it needs were to be had. */
  public boolean runUnlessLocked(String statements) {
    return on(
        address,
        () -> {
          try (var statement = connection.createStatement()) {
            statement.execute(statements);
            return true;
          } catch (SQLException refused) {
            if (LOCKED.equals(refused.getSQLState())) {
              return false;
            }
            throw refused;
          }
        });
  }

  public String ask(String query) {
    return on(
        address,
        () -> {
          try (var statement = connection.createStatement();
              var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
          }
        });
  }

  /** The first column of all rows. */
  public List<String> list(String query) {
    return on(
        address,
        () -> {
          try (var statement = connection.createStatement();
              var rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
              values.add(rows.getString(1));
            }
            return values;
          }
        });
  }

  /** An answer may take hours, not minutes. */
  public void takeYourTime() {
    on(
        address,
        () -> {
          connection.setNetworkTimeout(Runnable::run, 0);
          return address;
        });
  }

  /** The server is given no password, only what proves one. */
  public void setPassword(Account account) {
    on(
        address,
        () -> {
          connection
              .unwrap(PGConnection.class)
              .alterUserPassword(account.role(), account.password().toCharArray(), "scram-sha-256");
          return account;
        });
  }

  public String identifier(String name) {
    return on(address, () -> connection.unwrap(PGConnection.class).escapeIdentifier(name));
  }

  public String literal(String text) {
    return on(address, () -> "'" + connection.unwrap(PGConnection.class).escapeLiteral(text) + "'");
  }

  @Override
  public void close() {
    on(
        address,
        () -> {
          connection.close();
          return address;
        });
  }

  private static <T> T on(Address address, Work<T> work) {
    try {
      return work.run();
    } catch (SQLException refused) {
      throw new AgentFailure(
          Reason.ENGINE_FAILED,
          "PostgreSQL at port %d refused (SQLSTATE %s)"
              .formatted(address.port(), refused.getSQLState()),
          refused);
    } catch (RuntimeException confused) {
      // Of the driver, by answers that it did not expect.
      throw new AgentFailure(
          Reason.ENGINE_FAILED,
          "PostgreSQL at port %d does not keep to its protocol".formatted(address.port()),
          confused);
    }
  }
}
