package dev.coffer.server.warehouse;

import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.store.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.reflect.ColumnName;

/**
 * One cluster, as it stood when it was read.
 *
 * @param address where its coordinator listens; empty until it does
 * @param port the coordinator's; 0 where none was asked for and none is chosen yet
 * @param version the engine's version, such as {@code 15.18}; empty until it is known
 * @param administrator the user that the caller works as
 * @param superuser the role that opens its nodes for us, if they were adopted
 * @param nodes the coordinator first
 * @param failure why it is unavailable, where that is known
 */
public record Cluster(
    ClusterId id,
    ProjectId projectId,
    String name,
    ClusterState state,
    String address,
    int port,
    String version,
    String administrator,
    Optional<String> superuser,
    @Json ClusterDetails details,
    List<Node> nodes,
    Instant createdAt,
    Instant updatedAt,
    Optional<String> failure) {
  /** The first of the vendor's agents that can convert a cluster, which ours is as good as. */
  public static final String GUEST_AGENT = "8.3.0.200";

  /** The one that a new cluster has. */
  public static final String DATABASE = "gaussdb";

  /**
   * One engine of the cluster.
   *
   * @param port 0 until it listens, except for a coordinator's that was asked for
   * @param adopted the data directory of an adopted one
   */
  public record Node(String id, int port, @ColumnName("data_directory") Optional<Path> adopted) {}

  public Cluster {
    nodes = List.copyOf(nodes);
    if (nodes.size() < 2) {
      throw new IllegalArgumentException(
          "a cluster of %d nodes has no data node".formatted(nodes.size()));
    }
  }

  public Node coordinator() {
    return nodes.getFirst();
  }

  public List<Node> dataNodes() {
    return nodes.subList(1, nodes.size());
  }

  /**
   * Whether its engines are adopted ones that run outside of Coffer; a conversion makes them ours.
   */
  public boolean isAdopted() {
    return coordinator().adopted().isPresent();
  }
}
