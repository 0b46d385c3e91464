package dev.coffer.agent.postgresql.conversion;

import dev.coffer.agent.postgresql.Node;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.util.List;

/**
 * Reads every table and index of one database with PostgreSQL's own check of structures. Its
 * extension is there for as long as the check lasts, in a transaction that is rolled back, and in
 * the one schema where no user can make a function that fits the call better.
 */
record StructureCheck(Node node, Account superuser, String database) {
  private static final String TABLES =
      """
      SELECT c.oid::regclass FROM pg_class c JOIN pg_am a ON a.oid = c.relam
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
      SELECT c.oid::regclass FROM pg_class c
        JOIN pg_am a ON a.oid = c.relam JOIN pg_index i ON i.indexrelid = c.oid
      WHERE a.amname = 'btree' AND c.relkind = 'i' AND c.relpersistence = 'p'
        AND i.indisvalid AND i.indisready
      """;

  /** Returns what it cannot read: the database, and the names in it. */
  List<String> run() throws IOException {
    try (var session = node.session(database, superuser)) {
      session.takeYourTime();
      session.run("BEGIN");
      session.run("CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA pg_catalog");
      session.run("ALTER EXTENSION amcheck SET SCHEMA pg_catalog");
      var others = session.list(OTHERS);
      for (var table : session.list(TABLES)) {
        requireSound(table, session);
      }
      for (var index : session.list(INDEXES)) {
        session.ask(
            "SELECT pg_catalog.bt_index_check(%s::pg_catalog.regclass, true)"
                .formatted(session.literal(index)));
      }
      session.run("ROLLBACK");
      return others.stream().map(name -> database + ": " + name).toList();
    }
  }

  private void requireSound(String table, Session session) {
    List<String> findings =
        session.list(
            """
            SELECT format('block %%s: %%s', blkno, msg)
            FROM pg_catalog.verify_heapam(%s::pg_catalog.regclass) LIMIT 3
            """
                .formatted(session.literal(table)));
    if (!findings.isEmpty()) {
      throw Verification.unsound("table %s of %s: %s".formatted(table, database, findings));
    }
  }
}
