package dev.coffer.agent.postgresql;

import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.postgresql.citus.Scripts;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One node that is being captured, and the session that makes it keep its log. */
final class CapturedNode implements AutoCloseable {
  private final Node node;
  private final Account superuser;
  private final Session session;
  private final String firstSegment;
  private Optional<LogSource.Range> range = Optional.empty();

  private CapturedNode(Node node, Account superuser, Session session, String firstSegment) {
    this.node = node;
    this.superuser = superuser;
    this.session = session;
    this.firstSegment = firstSegment;
  }

  static CapturedNode begin(Node node, Account superuser) throws IOException {
    var session = node.session(Session.FIRST_DATABASE, superuser);
    boolean begun = false;
    try {
      var firstSegment = keepLog(session);
      begun = true;
      return new CapturedNode(node, superuser, session, firstSegment);
    } finally {
      if (!begun) {
        session.close();
      }
    }
  }

  // A slot for the time of this session: whatever ends the session ends it as well.
  private static String keepLog(Session session) {
    return session.ask(
        """
        SELECT pg_walfile_name(lsn) FROM pg_create_physical_replication_slot(
          'coffer_snapshot_' || pg_backend_pid(), immediately_reserve => true, temporary => true)
        """);
  }

  Session session(String database) throws IOException {
    return node.session(database, superuser);
  }

  List<String> databases() {
    return session.list(Scripts.DATABASES);
  }

  Source base() {
    return new BaseSource(node, superuser, session);
  }

  /** Ends the log: the mark makes that there is something to end, and both wait for the disk. */
  void cut() {
    session.ask("SELECT pg_create_restore_point('coffer snapshot')");
    var end = session.ask("SELECT pg_switch_wal()");
    var lastSegment = session.ask("SELECT pg_walfile_name('%s')".formatted(end));
    range = Optional.of(new LogSource.Range(firstSegment, lastSegment, end));
  }

  /** What a copy of the node has empty. */
  List<String> omitted() throws IOException {
    return UnloggedRelations.of(session, this::session);
  }

  Source log() {
    return new LogSource(node, session, range.orElseThrow());
  }

  @Override
  public void close() {
    try (session) {
      CopyRole.drop(node, session);
    }
  }
}
