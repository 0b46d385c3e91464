package dev.coffer.server.warehouse;

import dev.coffer.agent.Adoption;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.Superuser;
import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.Ids;
import dev.coffer.server.store.ControlDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How engines that run already become a cluster. */
public final class Adoptions {
  private final ControlDatabase database;
  private final ClusterTable table;
  private final ClusterSecrets secrets;
  private final WarehouseHost host;
  private final InstantSource clock;
  private final Ids ids;

  public Adoptions(Clusters.Parts parts) {
    this.database = parts.database();
    this.table = new ClusterTable(database.jdbi());
    this.secrets = new ClusterSecrets(parts.seal());
    this.host = parts.host();
    this.clock = parts.clock();
    this.ids = new Ids(parts.random());
  }

  /** Foreign engines on this host, the coordinator first, and a superuser of all. */
  public record Order(
      Clusters.Label label, List<Place> places, String user, SecretBytes password) {}

  /** Where one of them keeps its data and listens. */
  public record Place(Path dataDirectory, int port) {}

  /** Takes over engines that run already, after a look at each; nothing on them is changed. */
  public Cluster adopt(Order order) {
    ClusterId id = ClusterId.fresh(ids);
    var nodes = new ArrayList<Cluster.Node>();
    String version = "";
    for (Place place : order.places()) {
      version = look(place, order).version();
      nodes.add(
          new Cluster.Node(
              id + "-an-" + (nodes.size() + 1), place.port(), Optional.of(place.dataDirectory())));
    }
    Instant now = clock.instant();
    var cluster =
        new Cluster(
            id,
            order.label().projectId(),
            order.label().name(),
            ClusterState.AVAILABLE,
            "127.0.0.1",
            nodes.getFirst().port(),
            version,
            order.user(),
            Optional.of(order.user()),
            order.label().details(),
            nodes,
            now,
            now,
            Optional.empty());
    var sealed =
        new ClusterTable.Secrets(secrets.sealControl(id, order.password()), Optional.empty());
    database
        .jdbi()
        .useTransaction(
            handle -> {
              order.places().forEach(place -> requireFree(handle, place));
              table.insert(handle, cluster, sealed);
            });
    return cluster;
  }

  // What two clusters take for theirs, one of them would remove with its data.
  private void requireFree(Handle handle, Place place) {
    if (table.hasNodeAt(handle, place.port())) {
      throw new Refusal(Failure.DWS_0001, node(place), Reason.TAKEN);
    }
  }

  private static String node(Place place) {
    return "the node at port " + place.port();
  }

  private Adoption look(Place place, Order order) {
    try {
      return host.adopt(
          new ForeignPlace(place.dataDirectory(), place.port()),
          new Superuser.Given(order.user(), order.password()));
    } catch (AgentFailure failure) {
      if (failure.reason() != AgentFailure.Reason.NOT_ADOPTABLE) {
        throw failure;
      }
      throw new Refusal(
          Failure.DWS_0001,
          "%s (%s)".formatted(node(place), failure.getMessage()),
          Reason.UNSUITABLE);
    }
  }
}
