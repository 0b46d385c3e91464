package dev.coffer.agent.postgresql.citus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What is said to Citus. */
public final class Scripts {
  /** Whether every node reaches every other. */
  public static final String HEALTHY =
      "SELECT coalesce(bool_and(result), false) FROM citus_check_cluster_node_health()";

  /**
   * On the coordinator: begins a transaction that lets none write to a distributed table, once
   * those that did have ended on all nodes. Distributing one writes to pg_dist_partition.
   */
  public static final String STOP_WRITERS =
      """
      BEGIN;
      SET LOCAL lock_timeout = '500ms';
      LOCK TABLE pg_catalog.pg_dist_partition IN SHARE MODE;
      DO $$
      DECLARE spread regclass;
      BEGIN
        FOR spread IN SELECT logicalrelid FROM pg_catalog.pg_dist_partition ORDER BY 1 LOOP
          EXECUTE format('LOCK TABLE ONLY %s IN EXCLUSIVE MODE', spread);
        END LOOP;
      END
      $$
      """;

  /** On any node of a cluster: the number of its group, which is 0 on the coordinator. */
  public static final String GROUP = "SELECT groupid FROM pg_dist_local_group";

  /** The databases that one may be. */
  public static final String DATABASES =
      "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1";

  /** Whether a database is one that Citus spreads. */
  public static final String SPREAD =
      "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')";

  private Scripts() {}

  /** On the coordinator: it and the others, of so many in all. Each is a query. */
  public static List<String> addingNodes(int nodes) {
    var statements = new ArrayList<String>();
    statements.add(
        "SELECT citus_set_coordinator_host('%s', %d)".formatted(Links.at(0), Links.PORT));
    for (int place = 1; place < nodes; place++) {
      statements.add("SELECT citus_add_node('%s', %d)".formatted(Links.at(place), Links.PORT));
    }
    return statements;
  }

  /** Whether each of so many nodes has the name of its place, in the order of their groups. */
  public static String placed(int nodes) {
    return """
        SELECT count(*) = %d AND bool_and(nodeport = %d AND nodename = '%s/'
          || (SELECT count(*) FROM pg_dist_node o WHERE o.groupid > 0 AND o.groupid <= n.groupid))
        FROM pg_dist_node n
        """
        .formatted(nodes, Links.PORT, Links.at(0).getParent());
  }

  /** What a coordinator has of ours in a database that Citus spreads. */
  public static String coordinator() throws IOException {
    var name = "coordinator.sql";
    try (InputStream in = Objects.requireNonNull(Scripts.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
