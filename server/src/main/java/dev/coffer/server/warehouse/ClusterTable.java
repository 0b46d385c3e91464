package dev.coffer.server.warehouse;

import dev.coffer.agent.Instance;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.Id;
import dev.coffer.server.id.ProjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.reflect.ColumnName;
import org.jspecify.annotations.Nullable;

/** The tables of clusters and their nodes. */
final class ClusterTable {
  private static final GenericType<List<Cluster.Node>> NODES = new GenericType<>() {};

  private final Jdbi jdbi;

  ClusterTable(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** The sealed secrets of a cluster; the password is there until the cluster is made. */
  record Secrets(
      @ColumnName("control_secret") String control, Optional<String> administratorPassword) {}

  void insert(Handle handle, Cluster cluster, Secrets secrets) {
    handle
        .createUpdate(
            """
            INSERT INTO cluster (id, project_id, name, state, address, port, version,
              administrator, superuser, details, created_at, updated_at, control_secret,
              administrator_password)
            VALUES (:id, :projectId, :name, :state, :address, :port, :version, :administrator,
              :superuser, :details, :createdAt, :updatedAt, :control, :password)
            """)
        .bindMethods(cluster)
        .bind("control", secrets.control())
        .bind("password", secrets.administratorPassword())
        .execute();
    for (int i = 0; i < cluster.nodes().size(); i++) {
      insert(handle, cluster.id(), i, cluster.nodes().get(i));
    }
  }

  private static void insert(Handle handle, ClusterId clusterId, int position, Cluster.Node node) {
    handle
        .createUpdate(
            """
            INSERT INTO cluster_node (id, cluster_id, position, port, data_directory)
            VALUES (:id, :cluster, :position, :port, :adopted)
            """)
        .bindMethods(node)
        .bind("cluster", clusterId)
        .bind("position", position)
        .execute();
  }

  /** Whether a node of any cluster is the server at a port of this host. */
  boolean hasNodeAt(Handle handle, int port) {
    return handle
            .createQuery("SELECT count(*) FROM cluster_node WHERE port = :port")
            .bind("port", port)
            .mapTo(int.class)
            .one()
        > 0;
  }

  Optional<Cluster> find(ClusterId id) {
    return select("WHERE id = :value", id).stream().findFirst();
  }

  List<Cluster> ofProject(ProjectId projectId) {
    return select("WHERE project_id = :value ORDER BY created_at DESC, id", projectId);
  }

  List<Cluster> all() {
    return select("ORDER BY created_at, id", null);
  }

  private List<Cluster> select(String condition, @Nullable Id value) {
    return jdbi.inTransaction(
        handle -> {
          var query = handle.createQuery("SELECT *, id AS nodes FROM cluster " + condition);
          if (value != null) {
            query.bind("value", value);
          }
          return query
              .registerColumnMapper(
                  NODES, (row, column, _) -> nodes(handle, new ClusterId(row.getString(column))))
              .mapTo(Cluster.class)
              .list();
        });
  }

  private static List<Cluster.Node> nodes(Handle handle, ClusterId clusterId) {
    return handle
        .createQuery(
            "SELECT id, port, data_directory FROM cluster_node WHERE cluster_id = :cluster"
                + " ORDER BY position")
        .bind("cluster", clusterId)
        .mapTo(Cluster.Node.class)
        .list();
  }

  Secrets secrets(ClusterId id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT control_secret, administrator_password FROM cluster WHERE id = :id")
                .bind("id", id)
                .mapTo(Secrets.class)
                .one());
  }

  /** Moves a cluster from one state to another, if it is in that state. */
  void move(ClusterId id, ClusterState from, ClusterState to, Instant now) {
    jdbi.useHandle(handle -> move(handle, id, List.of(from), to, now));
  }

  /** Moves a cluster from one state to be unavailable, and writes down why. */
  void unavailable(ClusterId id, ClusterState from, String why, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE cluster SET state = 'UNAVAILABLE', failure = :why, updated_at = :now"
                        + " WHERE id = :id AND state = :from")
                .bind("id", id)
                .bind("from", from)
                .bind("why", why)
                .bind("now", now)
                .execute());
  }

  /** Moves a cluster from one of the states to another; false where it is in none of them. */
  boolean move(
      Handle handle, ClusterId id, Collection<ClusterState> from, ClusterState to, Instant now) {
    return handle
            .createUpdate(
                "UPDATE cluster SET state = :to, failure = NULL, updated_at = :now"
                    + " WHERE id = :id AND state IN (<from>)")
            .bind("id", id)
            .bind("to", to)
            .bind("now", now)
            .bindList("from", from)
            .execute()
        == 1;
  }

  /** Writes down that a new cluster answers, and where; the password is forgotten. */
  void made(ClusterId id, Instance coordinator, Collection<Instance> nodes, Instant now) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate(
                  "UPDATE cluster SET state = 'AVAILABLE', address = :address, port = :port,"
                      + " version = :version, administrator_password = NULL, updated_at = :now"
                      + " WHERE id = :id")
              .bind("id", id)
              .bind("address", coordinator.bindAddress())
              .bind("port", coordinator.port())
              .bind("version", coordinator.version())
              .bind("now", now)
              .execute();
          for (Instance node : nodes) {
            handle
                .createUpdate("UPDATE cluster_node SET port = :port WHERE id = :id")
                .bind("id", node.id())
                .bind("port", node.port())
                .execute();
          }
        });
  }

  /** Releases a cluster whose conversion is done; its nodes are ours, adopted or not. */
  void converted(ClusterId id, Instant now) {
    jdbi.useTransaction(
        handle -> {
          if (move(handle, id, List.of(ClusterState.ENCRYPTING), ClusterState.AVAILABLE, now)) {
            handle
                .createUpdate(
                    "UPDATE cluster_node SET data_directory = NULL WHERE cluster_id = :id")
                .bind("id", id)
                .execute();
          }
        });
  }

  void delete(ClusterId id) {
    jdbi.useTransaction(
        handle -> {
          handle
              .createUpdate("DELETE FROM cluster_encryption WHERE cluster_id = :cluster")
              .bind("cluster", id)
              .execute();
          handle
              .createUpdate("DELETE FROM cluster_node WHERE cluster_id = :id")
              .bind("id", id)
              .execute();
          handle.createUpdate("DELETE FROM cluster WHERE id = :id").bind("id", id).execute();
        });
  }
}
