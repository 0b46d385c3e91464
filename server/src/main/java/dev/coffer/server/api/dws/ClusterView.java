package dev.coffer.server.api.dws;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.warehouse.Cluster;
import dev.coffer.server.warehouse.ClusterState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What DWS tells of a cluster, in the list and in full.
 *
 * @param version the vendor's, as it was ordered
 * @param numberOfNode the data nodes
 * @param actionProgress what is under way, with its percents
 * @param kernelVersion an extension: what really runs
 */
record ClusterView(
    ClusterId id,
    String name,
    String status,
    String subStatus,
    String taskStatus,
    Map<String, String> actionProgress,
    String version,
    String guestAgentVersion,
    String kernelVersion,
    String created,
    String updated,
    int port,
    List<Endpoint> endpoints,
    List<Endpoint> publicEndpoints,
    List<Node> nodes,
    int numberOfNode,
    String userName,
    int recentEvent,
    String nodeType,
    String vpcId,
    String subnetId,
    Optional<String> securityGroupId,
    Optional<String> availabilityZone,
    String enterpriseProjectId,
    List<String> privateIp,
    List<Tag> tags,
    Optional<FailedReasons> failedReasons) {
  record Endpoint(String connectInfo, String jdbcUrl) {}

  record Node(String id, String status) {}

  record FailedReasons(String errorCode, String errorMsg) {}

  record Tag(String key, String value) {}

  static ClusterView of(Cluster cluster, Optional<Job> underWay) {
    ClusterState state = cluster.state();
    var details = cluster.details();
    return new ClusterView(
        cluster.id(),
        cluster.name(),
        state.status(),
        "NORMAL",
        task(state),
        underWay
            .filter(_ -> !state.task().isEmpty())
            .map(job -> Map.of(state.task(), job.progress() + "%"))
            .orElse(Map.of()),
        details.datastoreVersion(),
        Cluster.GUEST_AGENT,
        cluster.version().isEmpty() ? "" : "postgresql-" + cluster.version(),
        Shapes.time(cluster.createdAt()),
        Shapes.time(cluster.updatedAt()),
        cluster.port(),
        endpoints(cluster),
        List.of(),
        cluster.nodes().stream().map(node -> new Node(node.id(), nodeStatus(state))).toList(),
        cluster.dataNodes().size(),
        cluster.administrator(),
        0,
        details.nodeType(),
        details.vpcId(),
        details.subnetId(),
        details.securityGroupId(),
        details.availabilityZone(),
        details.enterpriseProjectId(),
        cluster.address().isEmpty() ? List.of() : List.of(cluster.address()),
        details.tags().stream().map(tag -> new Tag(tag.key(), tag.value())).toList(),
        cluster
            .failure()
            .or(() -> underWay.flatMap(Job::retry).map(Job.Retry::told))
            .map(reason -> new FailedReasons(Failure.DWS_0005.code(), reason)));
  }

  // A new cluster and one on its way out are told by their status.
  private static String task(ClusterState state) {
    return switch (state) {
      case REBOOTING, ENCRYPTING, SNAPSHOTTING, RESTORING -> state.task();
      case CREATING, AVAILABLE, DELETING, UNAVAILABLE, CREATION_FAILED -> "";
    };
  }

  private static List<Endpoint> endpoints(Cluster cluster) {
    if (cluster.address().isEmpty()) {
      return List.of();
    }
    String place = cluster.address() + ":" + cluster.port();
    return List.of(
        new Endpoint(place, "jdbc:postgresql://%s/%s".formatted(place, Cluster.DATABASE)));
  }

  private static String nodeStatus(ClusterState state) {
    return state == ClusterState.AVAILABLE ? "ACTIVE" : state.status();
  }
}
