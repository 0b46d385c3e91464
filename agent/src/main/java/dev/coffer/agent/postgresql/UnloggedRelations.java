package dev.coffer.agent.postgresql;

import dev.coffer.agent.postgresql.server.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables and sequences of a server whose rows neither a base backup nor the log has: a copy of
 * the server has them empty.
 */
public final class UnloggedRelations {
  private static final String FIND =
      """
      SELECT quote_ident(nspname) || '.' || quote_ident(relname) FROM pg_class
        JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relpersistence = 'u' AND relkind IN ('r', 'S', 'm') ORDER BY 1
      """;

  private UnloggedRelations() {}

  /** Opens a session in a database. */
  public interface Sessions {
    Session open(String database) throws IOException;
  }

  /**
   * Display names, each with its database. Databases that allow no connections are not searched.
   */
  public static List<String> of(Session any, Sessions sessions) throws IOException {
    var found = new ArrayList<String>();
    for (var database :
        any.list("SELECT datname FROM pg_database WHERE datallowconn ORDER BY datname")) {
      try (var inside = sessions.open(database)) {
        inside.list(FIND).forEach(name -> found.add(name + " in database " + database));
      }
    }
    return found;
  }
}
