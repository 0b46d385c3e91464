package dev.coffer.agent.postgresql;

import dev.coffer.agent.Federation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Makes one database of new nodes that hold nothing but our superuser. */
record Federating(Federation.Secrets secrets, Federation.Database database) {
  private static final String SCRIPT = "coordinator.sql";

  void run(Node coordinator, List<Node> dataNodes) throws IOException {
    for (var node : dataNodes) {
      prepareDataNode(node);
    }
    createAdministrator(coordinator);
    try (var session = coordinator.session(database.name(), superuser())) {
      session.keepQuiet();
      session.run(script());
      for (int i = 0; i < dataNodes.size(); i++) {
        link(session, i, dataNodes.get(i).address());
      }
    }
  }

  private void prepareDataNode(Node node) throws IOException {
    try (var session = node.session(Session.FIRST_DATABASE, superuser())) {
      session.keepQuiet();
      session.run("CREATE ROLE " + Account.LINK + " LOGIN");
      session.setPassword(Account.link(secrets.link()));
      session.run("CREATE DATABASE " + session.identifier(database.name()));
    }
    try (var session = node.session(database.name(), superuser())) {
      session.run("CREATE SCHEMA coffer_data AUTHORIZATION " + Account.LINK);
    }
  }

  private void createAdministrator(Node coordinator) throws IOException {
    try (var session = coordinator.session(Session.FIRST_DATABASE, superuser())) {
      session.keepQuiet();
      var administrator = session.identifier(database.administrator());
      session.run("CREATE ROLE " + administrator + " LOGIN CREATEDB CREATEROLE");
      session.setPassword(Account.of(database.administrator(), database.password()));
      session.run(
          "CREATE DATABASE %s OWNER %s"
              .formatted(session.identifier(database.name()), administrator));
    }
  }

  private void link(Session session, int position, Session.Address address) {
    var link = Account.link(secrets.link());
    session.run(
        """
        CREATE SERVER data_node_%1$d FOREIGN DATA WRAPPER postgres_fdw
          OPTIONS (host %2$s, port '%3$d', dbname %4$s, fetch_size '10000', batch_size '1000',
                   async_capable 'true');
        CREATE USER MAPPING FOR PUBLIC SERVER data_node_%1$d
          OPTIONS (user %5$s, password %6$s);
        INSERT INTO coffer.data_node VALUES (%1$d, 'data_node_%1$d');
        """
            .formatted(
                position,
                session.literal(address.host()),
                address.port(),
                session.literal(database.name()),
                session.literal(link.role()),
                session.literal(link.password())));
  }

  private Account superuser() {
    return Account.superuser(secrets.superuser());
  }

  private static String script() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Federating.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
