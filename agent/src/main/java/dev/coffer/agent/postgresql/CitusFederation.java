package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.postgresql.citus.Extension;
import dev.coffer.agent.postgresql.citus.Links;
import dev.coffer.agent.postgresql.citus.Scripts;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Nodes whose servers load Citus, made one database by it. The coordinator is the first. */
record CitusFederation(List<Node> nodes, Account superuser) {
  // It has to be the first; its file may be named, such as $libdir/citus.so.
  private static final String LOADED =
      "SELECT regexp_replace(trim(split_part(setting, ',', 1)), '^.*/|\\.so$', '', 'g')"
          + " FROM pg_settings WHERE name = 'shared_preload_libraries'";

  static CitusFederation of(Node coordinator, List<Node> dataNodes, Account superuser) {
    var all = new ArrayList<>(List.of(coordinator));
    all.addAll(dataNodes);
    return new CitusFederation(List.copyOf(all), superuser);
  }

  /**
   * Lets nodes meet that were restored of a cluster of another's making; does nothing where Citus
   * does not spread it. They have no addresses but their places, in the order of their groups.
   */
  static void joinRestored(List<Node> nodes, Account superuser) throws IOException {
    var restored = new CitusFederation(nodes, superuser);
    if (!restored.isPossible()) {
      return;
    }
    var byGroup = new TreeMap<Integer, Node>();
    for (var node : nodes) {
      var group = group(node, superuser);
      if (group.isEmpty()) {
        return;
      }
      byGroup.put(group.getAsInt(), node);
    }
    if (byGroup.size() < nodes.size() || byGroup.firstKey() != 0) {
      throw new AgentFailure(
          Reason.ENGINE_FAILED,
          "the restored nodes are the groups %s of Citus, not one of each with the coordinator"
              .formatted(byGroup.keySet()));
    }
    for (var node : nodes) {
      node.letLinkedIn();
    }
    new CitusFederation(List.copyOf(byGroup.values()), superuser).join().endPrepared();
  }

  private static OptionalInt group(Node node, Account superuser) throws IOException {
    for (var database : databases(node, superuser)) {
      try (var session = node.session(database, superuser)) {
        if (session.ask(Scripts.SPREAD).equals("t")) {
          return OptionalInt.of(Integer.parseInt(session.ask(Scripts.GROUP)));
        }
      }
    }
    return OptionalInt.empty();
  }

  private static List<String> databases(Node node, Account superuser) throws IOException {
    try (var session = node.session(Session.FIRST_DATABASE, superuser)) {
      return session.list(Scripts.DATABASES);
    }
  }

  /** Whether every one of them loads it. */
  boolean isPossible() throws IOException {
    for (var node : nodes) {
      if (!loads(node)) {
        return false;
      }
    }
    return true;
  }

  private boolean loads(Node node) throws IOException {
    try (var session = node.session(Session.FIRST_DATABASE, superuser)) {
      return session.ask(LOADED).equals(Extension.NAME);
    }
  }

  /** Lets them meet, each at its place; they are started again for that. */
  CitusFederation join() throws IOException {
    var nodeIds = nodes.stream().map(node -> node.files().id()).toList();
    for (int place = 0; place < nodes.size(); place++) {
      nodes.get(place).prepare(new Links(place, nodeIds));
    }
    var joined = new ArrayList<Node>();
    for (var node : nodes) {
      joined.add(node.startedAgain());
    }
    return new CitusFederation(List.copyOf(joined), superuser);
  }

  /** Has every node end what it prepared and did not commit, which is seen by halves until then. */
  void endPrepared() throws IOException {
    for (var node : nodes) {
      endPrepared(node);
    }
  }

  private void endPrepared(Node node) throws IOException {
    if (!loads(node)) {
      return;
    }
    for (var database : databases(node, superuser)) {
      try (var session = node.session(database, superuser)) {
        if (session.ask(Scripts.SPREAD).equals("t")) {
          var _ = session.ask("SELECT recover_prepared_transactions()");
        }
      }
    }
  }

  /** In a database that all have, where Citus is not yet. */
  void make(String database) throws IOException {
    for (var node : nodes) {
      try (var session = node.session(database, superuser)) {
        session.run("CREATE EXTENSION citus");
      }
    }
    try (var session = nodes.getFirst().session(database, superuser)) {
      for (var statement : Scripts.addingNodes(nodes.size())) {
        session.ask(statement);
      }
      requireWhole(session);
      session.run(Scripts.coordinator());
    }
  }

  CitusFederation as(Account account) {
    return new CitusFederation(nodes, account);
  }

  void requireWhole(String database) throws IOException {
    try (var session = nodes.getFirst().session(database, superuser)) {
      requireWhole(session);
    }
  }

  /** Each is at the place that it has in the cages, and reaches all others. */
  private void requireWhole(Session session) {
    if (!session.ask(Scripts.placed(nodes.size())).equals("t")
        || !session.ask(Scripts.HEALTHY).equals("t")) {
      throw new AgentFailure(
          Reason.ENGINE_FAILED,
          "the nodes of %s do not reach each other".formatted(nodes.getFirst().files().id()));
    }
  }
}
