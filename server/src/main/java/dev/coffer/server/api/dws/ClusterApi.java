package dev.coffer.server.api.dws;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.warehouse.Cluster;
import dev.coffer.server.warehouse.Clusters;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Clusters: order, list, show, restart, delete. */
public final class ClusterApi {
  private final Clusters clusters;

  public ClusterApi(Clusters clusters) {
    this.clusters = clusters;
  }

  public List<Operation<?>> operations() {
    return List.of(
        order("CreateCluster", "/v1.0", ClusterRequest.First.class, this::createFirst),
        order("CreateClusterV2", "/v2", ClusterRequest.Second.class, this::createSecond),
        Shapes.read("ListClusters", "/v1.0/{project_id}/clusters", "list", this::list),
        Shapes.read("ShowClusters", "/v2/{project_id}/clusters", "list", this::list),
        Shapes.read(
            "ListClusterDetails",
            "/v1.0/{project_id}/clusters/{cluster_id}",
            "getDetail",
            this::show),
        new Operation<>(
            Service.DWS,
            "RestartCluster",
            Operation.Method.POST,
            PathTemplate.of("/v1.0/{project_id}/clusters/{cluster_id}/restart"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("restart")),
            Operation.Body.required(RestartRequest.class),
            200,
            this::restart),
        new Operation<>(
            Service.DWS,
            "DeleteCluster",
            Operation.Method.DELETE,
            PathTemplate.of("/v1.0/{project_id}/clusters/{cluster_id}"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("delete")),
            Operation.Body.optional(DeleteRequest.class),
            202,
            this::delete),
        new Operation<>(
            Service.DWS,
            "DeleteDwsCluster",
            Operation.Method.DELETE,
            PathTemplate.of("/v2/{project_id}/clusters/{cluster_id}"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("delete")),
            Operation.Body.none(),
            202,
            this::delete));
  }

  private static <Q> Operation<Q> order(
      String name, String version, Class<Q> body, Operation.Handler<Q> handler) {
    return new Operation<>(
        Service.DWS,
        name,
        Operation.Method.POST,
        PathTemplate.of(version + "/{project_id}/clusters"),
        Operation.Admission.CALLER,
        Optional.of(Shapes.write("create")),
        Operation.Body.required(body),
        200,
        handler);
  }

  record CreateResponse(Created cluster, String jobId) {}

  record Created(ClusterId id) {}

  private Reply createFirst(Call<ClusterRequest.First> call) {
    Inputs inputs = call.inputs();
    var request = inputs.present("cluster", call.body().cluster());
    String name = Shapes.clusterName(inputs, inputs.present("name", request.name()));
    int nodes = ClusterRequest.dataNodes(inputs, "number_of_node", request.numberOfNode());
    String user = ClusterRequest.administrator(inputs, "user_name", request.userName());
    SecretText password = ClusterRequest.password(inputs, "user_pwd", request.userPwd(), 8);
    Integer given = request.port();
    OptionalInt port =
        given == null
            ? OptionalInt.empty()
            : OptionalInt.of(ClusterRequest.port(inputs, "port", given));
    var label = new Clusters.Label(call.projectId(), name, request.details(inputs));
    try (SecretBytes secret = password.bytes()) {
      return created(
          clusters.create(new Clusters.Order(label, nodes, port, user, secret, Optional.empty())));
    }
  }

  private Reply createSecond(Call<ClusterRequest.Second> call) {
    Inputs inputs = call.inputs();
    var request = inputs.present("cluster", call.body().cluster());
    String name = Shapes.clusterName(inputs, inputs.present("name", request.name()));
    int nodes = ClusterRequest.dataNodes(inputs, "num_node", request.numNode());
    String user = ClusterRequest.administrator(inputs, "db_name", request.dbName());
    SecretText password = ClusterRequest.password(inputs, "db_password", request.dbPassword(), 12);
    int port = ClusterRequest.port(inputs, "db_port", inputs.present("db_port", request.dbPort()));
    var label = new Clusters.Label(call.projectId(), name, request.details(inputs));
    try (SecretBytes secret = password.bytes()) {
      return created(
          clusters.create(
              new Clusters.Order(
                  label, nodes, OptionalInt.of(port), user, secret, request.encryption(inputs))));
    }
  }

  private static Reply created(Clusters.Ordered ordered) {
    return Reply.of(
        new CreateResponse(new Created(ordered.cluster().id()), Shapes.jobId(ordered.job())));
  }

  record ListResponse(List<ClusterView> clusters, int count) {}

  private Reply list(Call<Operation.Nothing> call) {
    Predicate<Cluster> wanted =
        call.query()
            .get("enterprise_project_id")
            .filter(id -> !id.equals("all_granted_eps"))
            .<Predicate<Cluster>>map(
                id -> cluster -> cluster.details().enterpriseProjectId().equals(id))
            .orElse(_ -> true);
    List<ClusterView> found =
        clusters.list(call.projectId()).stream().filter(wanted).map(this::view).toList();
    return Reply.of(new ListResponse(found, found.size()));
  }

  record ShowResponse(ClusterView cluster) {}

  private Reply show(Call<Operation.Nothing> call) {
    return Reply.of(new ShowResponse(view(cluster(call))));
  }

  /** What is restarted is the whole cluster; the object holds nothing. */
  record RestartRequest(@Nullable Map<String, Object> restart) {}

  private Reply restart(Call<RestartRequest> call) {
    call.inputs().present("restart", call.body().restart());
    return Reply.of(Shapes.Begun.of(clusters.restart(call.projectId(), Shapes.clusterId(call))));
  }

  /** There are no snapshots that could be kept. */
  record DeleteRequest(@Nullable Integer keepLastManualSnapshot) {}

  private Reply delete(Call<?> call) {
    return Reply.of(Shapes.Begun.of(clusters.delete(call.projectId(), Shapes.clusterId(call))));
  }

  private Cluster cluster(Call<?> call) {
    return clusters.require(call.projectId(), Shapes.clusterId(call));
  }

  private ClusterView view(Cluster cluster) {
    return ClusterView.of(cluster, clusters.underWay(cluster));
  }
}
