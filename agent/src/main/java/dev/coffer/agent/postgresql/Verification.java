package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * Finds out whether a node that was switched is what it was, and whether its plaintext lies
 * anywhere below its volume. Needs the plain directory, so it comes before that is removed.
 */
record Verification(Node node, Account superuser) {
  void run() throws IOException {
    var plain = node.files().plain().data();
    if (!Files.exists(plain)) {
      return;
    }
    new PageComparison(plain, node.files().sealed().data()).run();
    for (var database : databases()) {
      new StructureCheck(node, superuser, database).run();
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
