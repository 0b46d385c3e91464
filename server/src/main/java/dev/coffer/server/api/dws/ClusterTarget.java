package dev.coffer.server.api.dws;

import static java.util.stream.Collectors.toMap;

import dev.coffer.server.api.kms.KeyResources;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.warehouse.ClusterDetails;
import dev.coffer.server.warehouse.Clusters;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets policies ask about the cluster that a call names or orders, and about the key that it wants
 * something encrypted under.
 */
public final class ClusterTarget {
  private static final String TYPE = "cluster";

  private final Clusters clusters;
  private final KeyResources keys;

  public ClusterTarget(Clusters clusters, KeyResources keys) {
    this.clusters = clusters;
    this.keys = keys;
  }

  public <Q> Operation<Q> on(Operation<Q> operation) {
    String type = operation.action().map(Operation.Action::resourceType).orElse("*");
    return operation.about(call -> find(type, call));
  }

  private List<Resource> find(String type, Call<?> call) {
    var found = new ArrayList<Resource>();
    String id = call.path().get("cluster_id");
    if (call.body() instanceof Resource.Ordering ordering) {
      found.add(new Resource(TYPE, "", ordering::ordered));
    } else if (id != null) {
      found.add(new Resource(TYPE, id, () -> attributes(call.projectId(), id)));
    } else {
      found.add(Resource.unnamed(type));
    }
    keys.toEncryptUnder(call).ifPresent(found::add);
    return List.copyOf(found);
  }

  private Resource.Attributes attributes(ProjectId projectId, String clusterId) {
    return ClusterId.of(clusterId)
        .flatMap(id -> clusters.find(projectId, id))
        .map(cluster -> attributes(cluster.details()))
        .orElse(Resource.Attributes.NONE);
  }

  private static Resource.Attributes attributes(ClusterDetails details) {
    return new Resource.Attributes(
        Optional.of(details.enterpriseProjectId()),
        details.tags().stream()
            .collect(
                toMap(ClusterDetails.Tag::key, ClusterDetails.Tag::value, (first, _) -> first)));
  }
}
