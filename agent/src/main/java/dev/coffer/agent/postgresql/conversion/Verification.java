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
    var others = new ArrayList<String>();
    var calling = new ArrayList<String>();
    var locked = new ArrayList<String>();
    for (var database : databases()) {
      var unread = new StructureCheck(node, superuser, database).run();
      others.addAll(unread.ofOtherKinds());
      calling.addAll(unread.calling());
      locked.addAll(unread.locked());
    }
    var notes = new ArrayList<String>();
    if (!others.isEmpty()) {
      notes.add(note(others, "are of kinds that PostgreSQL cannot check"));
    }
    if (!calling.isEmpty()) {
      notes.add(note(calling, "were not compared row by row, since they call users' functions"));
    }
    if (!locked.isEmpty()) {
      notes.add(note(locked, "were not checked, since a transaction holds their lock"));
    }
    if (!notes.isEmpty()) {
      watch.note(String.join("; ", notes));
    }
    PlaintextSearch.samplesOf(plain).requireNoneIn(node.files().volume());
  }

  private String note(List<String> names, String what) {
    return "%d of the tables and indexes of node %s %s: %s"
        .formatted(
            names.size(),
            node.files().id(),
            what,
            names.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")));
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
