package dev.coffer.agent.postgresql;

import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.ControlRole;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.agent.warehouse.Rejoining;
import java.io.IOException;
import java.util.List;

/** Makes restored nodes a warehouse of their own, which neither reaches nor opens the captured. */
record Rejoin(Rejoining order) {
  void run(Node coordinator, List<Node> dataNodes) throws IOException {
    var citus = CitusFederation.of(coordinator, dataNodes, captured());
    if (citus.isPossible()) {
      rejoin(citus);
    } else {
      rejoin(coordinator, dataNodes);
    }
  }

  /** Their addresses say nothing but their places. Until they are joined none reaches another. */
  private void rejoin(CitusFederation citus) throws IOException {
    for (var node : citus.nodes()) {
      try (var session = node.session(Session.FIRST_DATABASE, captured())) {
        session.keepQuiet();
        CopyRole.drop(node, session);
        session.setPassword(fresh());
      }
      new ControlRole(node.files()).write(fresh());
    }
    var joined = citus.as(fresh()).join();
    joined.requireWhole(order.database());
    joined.endPrepared();
  }

  private void rejoin(Node coordinator, List<Node> dataNodes) throws IOException {
    for (var node : dataNodes) {
      try (var session = node.session(Session.FIRST_DATABASE, captured())) {
        session.keepQuiet();
        CopyRole.drop(node, session);
        session.setPassword(Account.link(order.fresh().link()));
        session.setPassword(fresh());
      }
      new ControlRole(node.files()).write(fresh());
    }
    try (var session = coordinator.session(order.database(), captured())) {
      session.keepQuiet();
      session.run("BEGIN");
      for (int i = 0; i < dataNodes.size(); i++) {
        link(session, i, dataNodes.get(i).address());
      }
      CopyRole.drop(coordinator, session);
      session.run("COMMIT");
      session.setPassword(fresh());
    }
    new ControlRole(coordinator.files()).write(fresh());
  }

  private void link(Session session, int position, Session.Address address) {
    session.run(
        """
        ALTER SERVER data_node_%1$d OPTIONS (SET host %2$s, SET port '%3$d');
        ALTER USER MAPPING FOR PUBLIC SERVER data_node_%1$d OPTIONS (SET password %4$s);
        """
            .formatted(
                position,
                session.literal(address.host()),
                address.port(),
                session.literal(Account.link(order.fresh().link()).password())));
  }

  private Account captured() {
    return Account.superuser(order.captured().superuser());
  }

  private Account fresh() {
    return Account.superuser(order.fresh().superuser());
  }
}
