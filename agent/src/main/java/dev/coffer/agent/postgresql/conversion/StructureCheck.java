package dev.coffer.agent.postgresql.conversion;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.postgresql.Node;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads every table and index of one database with PostgreSQL's own check of structures. Its
 * extension is there for as long as the check lasts, in a transaction that is rolled back, and in
 * the one schema where no user can make a function that fits the call better. The trap: any role
 * may lock its own tables for as long as it likes, and the check needs a lock of each.
 */
record StructureCheck(Node node, Account superuser, String database) {
  /** SQLSTATE lock_not_available. */
  private static final String LOCKED = "55P03";

  /** Of the extension, which none but a superuser can lock. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** A lock of everyday work, such as a vacuum's; what is locked for longer comes last. */
  private static final Duration SHORT_WAIT = Duration.ofMillis(100);

  /** For all that was locked before, together: a role can lock thousands of tables at once. */
  private static final Duration LAST_WAIT = Duration.ofSeconds(10);

  private static final String TABLES =
      """
      SELECT c.oid FROM pg_class c JOIN pg_am a ON a.oid = c.relam
      WHERE a.amname = 'heap' AND c.relkind IN ('r', 'm', 't') AND c.relpersistence = 'p'
      """;

  /** Columnar tables, say, and full-text indexes, which the check does not know. */
  private static final String OTHERS =
      """
      SELECT format('%s (%s)', c.oid::regclass, a.amname)
      FROM pg_class c JOIN pg_am a ON a.oid = c.relam
      WHERE c.relkind IN ('r', 'm', 't', 'i') AND c.relpersistence = 'p'
        AND (a.amname NOT IN ('heap', 'btree') OR EXISTS (SELECT FROM pg_index i
          WHERE i.indexrelid = c.oid AND NOT (i.indisvalid AND i.indisready)))
      ORDER BY c.oid
      """;

  private static final String INDEXES =
      """
      SELECT c.oid FROM pg_class c
        JOIN pg_am a ON a.oid = c.relam JOIN pg_index i ON i.indexrelid = c.oid
      WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relpersistence = 'p'
        AND i.indisvalid AND i.indisready
      """;

  /**
   * An index whose expressions call what a user may have made, which need not come to an end: they
   * would be called for each row.
   */
  private static final String CALLING =
      """
      EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid IN
          ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass))
      """;

  private static final String NAMES_OF_CALLING =
      """
      SELECT c.oid::regclass FROM pg_class c JOIN pg_am a ON a.oid = c.relam
      WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relpersistence = 'p' AND\s"""
          + CALLING;

  /** Begins the check of a table; no row for one that was dropped meanwhile. */
  private static final String CHECK_TABLE =
      """
      SELECT format('table %s, block %s: %s', c.oid::regclass, found.blkno, found.msg)
      FROM pg_class c, LATERAL pg_catalog.verify_heapam(c.oid::pg_catalog.regclass) found
      WHERE c.oid =\s""";

  /** The same of an index, which fails where it finds something. */
  private static final String CHECK_INDEX =
      "SELECT found::text FROM pg_class c, LATERAL"
          + " pg_catalog.bt_index_check(c.oid::pg_catalog.regclass, NOT "
          + CALLING
          + ") found WHERE found::text <> '' AND c.oid = ";

  private record Check(String oid, String beginning) {
    String query() {
      return beginning + oid + " LIMIT 3";
    }
  }

  /** The names of what it has not read. */
  record Unread(List<String> ofOtherKinds, List<String> calling, List<String> locked) {}

  Unread run() throws IOException {
    try (var session = node.session(database, superuser)) {
      session.takeYourTime();
      session.run("BEGIN");
      wait(LONGEST_WAIT, session);
      session.run("CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA pg_catalog");
      session.run("ALTER EXTENSION amcheck SET SCHEMA pg_catalog");
      var others = named(session.list(OTHERS));
      var calling = named(session.list(NAMES_OF_CALLING));
      var locked = new ArrayList<Check>();
      for (var check : checks(session)) {
        if (!ran(check, SHORT_WAIT, session)) {
          locked.add(check);
        }
      }
      var unread = new Unread(others, calling, named(stillLocked(locked, session)));
      session.run("ROLLBACK");
      return unread;
    }
  }

  private static List<Check> checks(Session session) {
    var checks = new ArrayList<Check>();
    session.list(TABLES).forEach(oid -> checks.add(new Check(oid, CHECK_TABLE)));
    session.list(INDEXES).forEach(oid -> checks.add(new Check(oid, CHECK_INDEX)));
    return checks;
  }

  private List<String> stillLocked(List<Check> checks, Session session) {
    var names = new ArrayList<String>();
    var left = LAST_WAIT;
    for (var check : checks) {
      long begun = System.nanoTime();
      if (!ran(check, left.compareTo(SHORT_WAIT) > 0 ? left : SHORT_WAIT, session)) {
        names.add(session.ask("SELECT %s::regclass".formatted(check.oid())));
        left = left.minusNanos(System.nanoTime() - begun);
      }
    }
    return names;
  }

  /** Returns whether the locks it needs were to be had. */
  private boolean ran(Check check, Duration longestWait, Session session) {
    wait(longestWait, session);
    session.run("SAVEPOINT before");
    var findings = unlessLocked(check, session);
    session.run("ROLLBACK TO before; RELEASE before");
    if (!findings.orElse(List.of()).isEmpty()) {
      throw Verification.unsound("in database %s: %s".formatted(database, findings.get()));
    }
    return findings.isPresent();
  }

  private static Optional<List<String>> unlessLocked(Check check, Session session) {
    try {
      return Optional.of(session.list(check.query()));
    } catch (AgentFailure failed) {
      if (failed.getCause() instanceof SQLException cause && LOCKED.equals(cause.getSQLState())) {
        return Optional.empty();
      }
      throw failed;
    }
  }

  private static void wait(Duration longest, Session session) {
    session.run("SET LOCAL lock_timeout = " + longest.toMillis());
  }

  private List<String> named(List<String> names) {
    return names.stream().map(name -> database + ": " + name).toList();
  }
}
