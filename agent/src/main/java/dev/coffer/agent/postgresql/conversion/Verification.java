package dev.coffer.agent.postgresql.conversion;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Watch;
import dev.coffer.agent.postgresql.Node;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds out whether a node that was switched is what it was, and whether its plaintext lies
 * anywhere below its volume. Needs the plain directory, so it comes before that is removed.
 */
record Verification(Node node, Account superuser) {
  /** As many as a reader of the job reads; the number of all is told. */
  private static final int MOST_NAMED = 20;

  void run(Watch watch) throws IOException {
    var plain = node.files().plain().data();
    if (!Files.exists(plain)) {
      return;
    }
    new PageComparison(plain, node.files().sealed().data()).run();
    var unchecked = new ArrayList<String>();
    for (var database : databases()) {
      unchecked.addAll(new StructureCheck(node, superuser, database).run());
    }
    if (!unchecked.isEmpty()) {
      watch.note(
          "%d of the tables and indexes of node %s are of kinds that PostgreSQL cannot check: %s"
              .formatted(
                  unchecked.size(),
                  node.files().id(),
                  unchecked.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))));
    }
    PlaintextSearch.samplesOf(plain).requireNoneIn(node.files().volume());
  }

  private List<String> databases() throws IOException {
    try (var session = node.session(Session.FIRST_DATABASE, superuser)) {
      return session.list("SELECT datname FROM pg_database WHERE datallowconn ORDER BY datname");
    }
  }

  static AgentFailure unsound(String what) {
    return new AgentFailure(Reason.CONVERSION_UNSOUND, what);
  }
}
