package dev.coffer.server.api.dws;

import dev.coffer.server.failure.Reason;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.Id;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.warehouse.ClusterDetails;
import dev.coffer.server.warehouse.Clusters;
import dev.coffer.server.warehouse.Snapshot;
import dev.coffer.server.warehouse.Snapshots;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Snapshots: take, list, show, delete, restore to a new cluster. */
public final class SnapshotApi {
  private static final Pattern DESCRIPTION = Pattern.compile("[^!<>'=&\"]{0,256}");
  private static final Map<String, Comparator<Snapshot>> SORT_KEYS =
      Map.of(
          "started", Comparator.comparing(Snapshot::beganAt),
          "name", Comparator.comparing(Snapshot::name),
          "size", Comparator.comparingLong(Snapshot::storedBytes));

  private final Snapshots snapshots;

  public SnapshotApi(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  public List<Operation<?>> operations() {
    return List.of(
        write(
            Operation.Method.POST,
            "CreateSnapshot",
            "",
            "create",
            Operation.Body.required(CreateRequest.class),
            this::create),
        read("ListSnapshots", "/v1.0/{project_id}/snapshots", "list", this::list),
        read(
            "ListClusterSnapshots",
            "/v1.0/{project_id}/clusters/{cluster_id}/snapshots",
            "list",
            this::listOfCluster),
        read(
            "ListSnapshotDetails",
            "/v1.0/{project_id}/snapshots/{snapshot_id}",
            "getDetail",
            this::show),
        write(
            Operation.Method.DELETE,
            "DeleteSnapshot",
            "/{snapshot_id}",
            "delete",
            Operation.Body.none(),
            this::delete),
        write(
            Operation.Method.POST,
            "RestoreCluster",
            "/{snapshot_id}/actions",
            "restore",
            Operation.Body.required(RestoreRequest.class),
            this::restore));
  }

  private static Operation<Operation.Nothing> read(
      String name, String path, String action, Operation.Handler<Operation.Nothing> handler) {
    return new Operation<>(
        Service.DWS,
        name,
        Operation.Method.GET,
        PathTemplate.of(path),
        Operation.Admission.CALLER,
        Optional.of(Shapes.action("snapshot", action, Operation.Action.Level.READ)),
        Operation.Body.none(),
        200,
        handler);
  }

  private static <Q> Operation<Q> write(
      Operation.Method method,
      String name,
      String path,
      String action,
      Operation.Body<Q> body,
      Operation.Handler<Q> handler) {
    return new Operation<>(
        Service.DWS,
        name,
        method,
        PathTemplate.of("/v1.0/{project_id}/snapshots" + path),
        Operation.Admission.CALLER,
        Optional.of(Shapes.action("snapshot", action, Operation.Action.Level.WRITE)),
        body,
        method == Operation.Method.DELETE ? 202 : 200,
        handler);
  }

  record CreateRequest(@Nullable Order snapshot) {}

  record Order(@Nullable String name, @Nullable String clusterId, @Nullable String description) {}

  record CreateResponse(Created snapshot, String jobId) {}

  record Created(Id id) {}

  private Reply create(Call<CreateRequest> call) {
    Inputs inputs = call.inputs();
    Order order = inputs.present("snapshot", call.body().snapshot());
    String name = Shapes.clusterName(inputs, inputs.present("name", order.name()));
    ClusterId clusterId = Shapes.clusterId(inputs, inputs.present("cluster_id", order.clusterId()));
    String description =
        inputs.matching(
            "description", DESCRIPTION, Objects.requireNonNullElse(order.description(), ""));
    Snapshots.Begun begun =
        snapshots.create(call.projectId(), new Snapshots.Order(clusterId, name, description));
    return Reply.of(
        new CreateResponse(new Created(begun.snapshot().id()), Shapes.jobId(begun.job())));
  }

  record ListResponse(List<SnapshotView> snapshots, int count) {}

  private Reply list(Call<Operation.Nothing> call) {
    List<SnapshotView> found = snapshots.list(call.projectId()).stream().map(this::view).toList();
    return Reply.of(new ListResponse(found, found.size()));
  }

  record ListOfClusterResponse(
      List<SnapshotView> snapshots, ProjectId projectId, ClusterId clusterId, int count) {}

  private Reply listOfCluster(Call<Operation.Nothing> call) {
    ClusterId clusterId = Shapes.clusterId(call);
    List<Snapshot> all = snapshots.ofCluster(call.projectId(), clusterId);
    int limit = call.inputs().number(call.query(), "limit", 1, 1000, 1000);
    int offset = call.inputs().number(call.query(), "offset", 0, Integer.MAX_VALUE, 0);
    List<SnapshotView> page =
        all.stream().sorted(order(call)).skip(offset).limit(limit).map(this::view).toList();
    return Reply.of(new ListOfClusterResponse(page, call.projectId(), clusterId, all.size()));
  }

  private static Comparator<Snapshot> order(Call<?> call) {
    Comparator<Snapshot> key = SORT_KEYS.get(call.query().get("sort_key").orElse("started"));
    if (key == null) {
      throw call.inputs().refusal("sort_key", Reason.UNKNOWN_VALUE);
    }
    return switch (call.query().get("sort_dir").orElse("desc")) {
      case "asc" -> key;
      case "desc" -> key.reversed();
      default -> throw call.inputs().refusal("sort_dir", Reason.UNKNOWN_VALUE);
    };
  }

  record ShowResponse(SnapshotView snapshot) {}

  private Reply show(Call<Operation.Nothing> call) {
    return Reply.of(
        new ShowResponse(view(snapshots.require(call.projectId(), Shapes.snapshotId(call)))));
  }

  private SnapshotView view(Snapshot snapshot) {
    return SnapshotView.of(snapshot, snapshots.progress(snapshot));
  }

  private Reply delete(Call<Operation.Nothing> call) {
    snapshots.delete(call.projectId(), Shapes.snapshotId(call));
    return Reply.empty();
  }

  record RestoreRequest(@Nullable Restore restore) {}

  @RefusedFields({"number_of_cn"})
  record Restore(
      @Nullable String name,
      @Nullable String subnetId,
      @Nullable String securityGroupId,
      @Nullable String vpcId,
      @Nullable String availabilityZone,
      @Nullable Integer port,
      ClusterRequest.@Nullable PublicIp publicIp,
      @Nullable String enterpriseProjectId,
      @Nullable Boolean ipv6Enable) {

    ClusterDetails details(ClusterDetails captured) {
      return new ClusterDetails(
          captured.datastoreVersion(),
          captured.nodeType(),
          Objects.requireNonNullElse(vpcId, captured.vpcId()),
          Objects.requireNonNullElse(subnetId, captured.subnetId()),
          Optional.ofNullable(securityGroupId).or(captured::securityGroupId),
          Optional.ofNullable(availabilityZone).or(captured::availabilityZone),
          Objects.requireNonNullElse(enterpriseProjectId, captured.enterpriseProjectId()),
          captured.tags());
    }
  }

  record RestoreResponse(Created cluster, String jobId) {}

  // A port that is not given is chosen: that of the captured cluster is taken on this host.
  private Reply restore(Call<RestoreRequest> call) {
    Inputs inputs = call.inputs();
    Restore order = inputs.present("restore", call.body().restore());
    String name = Shapes.clusterName(inputs, inputs.present("name", order.name()));
    ClusterRequest.refusePublicAddress(inputs, order.publicIp());
    Integer port = order.port();
    Clusters.Ordered ordered =
        snapshots.restore(
            call.projectId(),
            Shapes.snapshotId(call),
            name,
            port == null
                ? OptionalInt.empty()
                : OptionalInt.of(ClusterRequest.port(inputs, "port", port)),
            order::details);
    return Reply.of(
        new RestoreResponse(new Created(ordered.cluster().id()), Shapes.jobId(ordered.job())));
  }
}
