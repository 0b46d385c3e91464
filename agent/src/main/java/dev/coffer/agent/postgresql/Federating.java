package dev.coffer.agent.postgresql;

import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.agent.warehouse.Federation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Makes one database of new nodes that hold nothing but our superuser. */
record Federating(Federation.Secrets secrets, Federation.Database database) {
  private static final List<String> COORDINATOR =
      List.of("coordinator", "obstacles", "alter", "distribute");

  /** After all else. */
  private static final String PRIVILEGES = "privileges";

  private static final String DATA_NODE = "data-node";

  /**
   * For how long a statement waits for a lock on a data node, which no other node sees;
   * milliseconds.
   */
  private static final int LOCK_TIMEOUT = 10_000;

  /** So that of two statements that wait for each other on two nodes one gives up first. */
  private static final int LOCK_TIMEOUT_STEP = 1_000;

  void run(Node coordinator, List<Node> dataNodes) throws IOException {
    var citus = CitusFederation.of(coordinator, dataNodes, superuser());
    if (citus.isPossible()) {
      spreadByCitus(citus.join());
    } else {
      spreadByForeignTables(coordinator, dataNodes);
    }
  }

  /** Clients' roles are the same on all nodes, which they come to from the coordinator. */
  private void spreadByCitus(CitusFederation citus) throws IOException {
    for (var node : citus.nodes()) {
      createAdministrator(node);
    }
    citus.make(database.name());
  }

  private void spreadByForeignTables(Node coordinator, List<Node> dataNodes) throws IOException {
    for (var node : dataNodes) {
      prepareDataNode(node);
    }
    createAdministrator(coordinator);
    try (var session = coordinator.session(database.name(), superuser())) {
      session.keepQuiet();
      // With the values known, a plan reaches, locks and marks only the nodes that it needs.
      session.run(
          "ALTER DATABASE %s SET plan_cache_mode = force_custom_plan"
              .formatted(session.identifier(database.name())));
      for (var script : COORDINATOR) {
        session.run(text(script));
      }
      for (int i = 0; i < dataNodes.size(); i++) {
        link(session, i, dataNodes.get(i).address());
      }
      session.run(text(PRIVILEGES));
    }
  }

  private void prepareDataNode(Node node) throws IOException {
    try (var session = node.session(Session.FIRST_DATABASE, superuser())) {
      session.keepQuiet();
      session.run("CREATE ROLE " + Account.LINK + " LOGIN");
      session.setPassword(Account.link(secrets.link()));
      session.run("CREATE DATABASE " + session.identifier(database.name()));
      session.run(
          "GRANT CREATE ON DATABASE %s TO %s"
              .formatted(session.identifier(database.name()), Account.LINK));
    }
    try (var session = node.session(database.name(), superuser())) {
      session.run(text(DATA_NODE));
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
                   async_capable 'true', options '-c lock_timeout=%7$d');
        CREATE USER MAPPING FOR PUBLIC SERVER data_node_%1$d
          OPTIONS (user %5$s, password %6$s);
        INSERT INTO coffer.data_node VALUES (%1$d, 'data_node_%1$d');
        CREATE FOREIGN TABLE coffer.command_%1$d (statement text) SERVER data_node_%1$d
          OPTIONS (schema_name 'coffer_data', table_name 'command', batch_size '1');
        CREATE FOREIGN TABLE coffer.mark_%1$d (
          id uuid, xid xid8, at timestamptz, role text, relation text, nodes integer[])
          SERVER data_node_%1$d OPTIONS (schema_name 'coffer_data', table_name 'mark');
        """
            .formatted(
                position,
                session.literal(address.host()),
                address.port(),
                session.literal(database.name()),
                session.literal(link.role()),
                session.literal(link.password()),
                LOCK_TIMEOUT + position * LOCK_TIMEOUT_STEP));
  }

  private Account superuser() {
    return Account.superuser(secrets.superuser());
  }

  private static String text(String script) throws IOException {
    var name = "distribution/" + script + ".sql";
    try (InputStream in =
        Objects.requireNonNull(Federating.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
