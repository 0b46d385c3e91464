package dev.coffer.server.api.dws;

import dev.coffer.agent.Superuser;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.warehouse.Adoptions;
import dev.coffer.server.warehouse.Cluster;
import dev.coffer.server.warehouse.ClusterDetails;
import dev.coffer.server.warehouse.Clusters;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the vendor has nothing for: take over nodes that run already. */
public final class ClusterAdoptionApi {
  private final Adoptions adoptions;

  public ClusterAdoptionApi(Adoptions adoptions) {
    this.adoptions = adoptions;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.DWS,
            "AdoptCluster",
            Operation.Method.POST,
            PathTemplate.of("/coffer/v1/{project_id}/clusters/adopt"),
            Operation.Admission.CALLER,
            Optional.of(
                new Operation.Action(
                    "coffer:cluster:adopt", Operation.Action.Level.WRITE, "cluster")),
            Operation.Body.required(Request.class),
            201,
            this::adopt));
  }

  /** Running nodes of one cluster, the coordinator first, and a superuser of each. */
  record Request(
      @Nullable String name,
      @Nullable String userName,
      @Nullable SecretText password,
      @Nullable List<Node> nodes) {}

  record Node(@Nullable String dataDirectory, @Nullable Integer port) {}

  record Response(ClusterView cluster) {}

  private Reply adopt(Call<Request> call) {
    Inputs inputs = call.inputs();
    Request request = call.body();
    String name = Shapes.clusterName(inputs, inputs.present("name", request.name()));
    String user =
        inputs.line(
            "user_name", inputs.present("user_name", request.userName()), Superuser.LONGEST_NAME);
    List<Node> nodes = inputs.present("nodes", request.nodes());
    if (nodes.isEmpty()) {
      throw inputs.refusal("nodes", Reason.OUT_OF_RANGE);
    }
    var places = nodes.stream().map(node -> place(inputs, node)).toList();
    if (places.stream().distinct().count() < places.size()) {
      throw inputs.refusal("nodes", Reason.NOT_UNIQUE);
    }
    var label = new Clusters.Label(call.projectId(), name, details());
    try (SecretBytes password = inputs.present("password", request.password()).bytes()) {
      Cluster adopted = adoptions.adopt(new Adoptions.Order(label, places, user, password));
      return Reply.of(new Response(ClusterView.of(adopted, Optional.empty())));
    }
  }

  private static Adoptions.Place place(Inputs inputs, Node node) {
    int port = inputs.within("nodes.port", inputs.present("nodes.port", node.port()), 1, 65535);
    return new Adoptions.Place(inputs.path("nodes.data_directory", node.dataDirectory()), port);
  }

  private static ClusterDetails details() {
    return new ClusterDetails(
        ClusterRequest.NEWEST,
        "adopted",
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        "0",
        List.of());
  }
}
