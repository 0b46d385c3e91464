package dev.coffer.server.warehouse;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.Endpoint;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Jobs;
import dev.coffer.server.jobs.Work;
import dev.coffer.server.seal.SecretSeal;
import dev.coffer.server.store.ControlDatabase;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * The clusters of all projects. Whatever changes a cluster claims it first, so that one thing
 * happens to it at a time; a claim that comes too late is refused with 409 and changes nothing.
 */
public final class Clusters {
  private static final Set<ClusterState> AT_REST =
      EnumSet.of(ClusterState.AVAILABLE, ClusterState.UNAVAILABLE, ClusterState.CREATION_FAILED);
  private static final Set<ClusterState> MADE =
      EnumSet.of(ClusterState.AVAILABLE, ClusterState.UNAVAILABLE);
  private static final int CONTROL_SECRET_BYTES = 32;

  private final ControlDatabase database;
  private final ClusterTable table;
  private final ClusterSecrets secrets;
  private final EncryptionTable encryptions;
  private final ClusterKeys keys;
  private final Jobs jobs;
  private final WarehouseHost host;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Ids ids;
  private final Work create;
  private final Work restart;
  private final Work delete;

  public Clusters(Parts parts) {
    this.database = parts.database();
    this.table = new ClusterTable(database.jdbi());
    this.secrets = new ClusterSecrets(parts.seal());
    this.jobs = parts.jobs();
    this.host = parts.host();
    this.encryptions = new EncryptionTable(database.jdbi());
    this.keys = parts.keys();
    this.clock = parts.clock();
    this.random = parts.random();
    this.ids = new Ids(random);
    this.create = new CreateCluster(table, secrets, parts.nodeStart(), clock);
    this.restart = new RestartCluster(table, host, parts.nodeStart(), clock);
    this.delete = new DeleteCluster(table, host, clock);
  }

  /** What clusters are made of. */
  public record Parts(
      ControlDatabase database,
      Jobs jobs,
      WarehouseHost host,
      SecretSeal seal,
      BackupKeys masterKeys,
      InstantSource clock,
      SecureRandom random) {
    NodeStart nodeStart() {
      return NodeStart.of(this);
    }

    ClusterKeys keys() {
      return new ClusterKeys(masterKeys, random);
    }
  }

  /** Who a cluster belongs to, and what its owner says of it. */
  public record Label(ProjectId projectId, String name, ClusterDetails details) {}

  /** A cluster that a caller asks for. */
  public record Order(
      Label label,
      int dataNodes,
      OptionalInt port,
      String administrator,
      SecretBytes password,
      Optional<Encryption.Choice> encryption) {}

  /** A cluster that is written down, and the job that makes it. */
  public record Ordered(Cluster cluster, Job job) {}

  /** What the jobs of clusters do. */
  public List<Work> works() {
    return List.of(create, restart, delete);
  }

  public Ordered create(Order order) {
    order.port().ifPresent(this::requireFree);
    Cluster cluster =
        fresh(
            new Blueprint(
                order.label(),
                order.dataNodes(),
                order.port(),
                order.administrator(),
                Optional.empty()),
            ClusterState.CREATING);
    return begin(
        cluster,
        freshSecrets(cluster.id(), Optional.of(order.password())),
        encryption(cluster, order.encryption()),
        submission(cluster, create));
  }

  /** What a new cluster is like. */
  record Blueprint(
      Label label,
      int dataNodes,
      OptionalInt port,
      String administrator,
      Optional<String> superuser) {}

  /**
   * Writes down a new cluster of captured nodes, whose administrator has a password already, and
   * what makes it. Nodes of our own making will get a secret of their own; others keep theirs.
   */
  Ordered create(
      Blueprint blueprint,
      Captured captured,
      Optional<Encryption.Choice> encryption,
      Function<Cluster, Jobs.Submission> submission) {
    blueprint.port().ifPresent(this::requireFree);
    Cluster cluster = fresh(blueprint, ClusterState.RESTORING);
    return begin(
        cluster,
        blueprint.superuser().isPresent()
            ? new ClusterTable.Secrets(
                secrets.resealControl(captured.clusterId(), captured.controlSecret(), cluster.id()),
                Optional.empty())
            : freshSecrets(cluster.id(), Optional.empty()),
        encryption(cluster, encryption),
        submission.apply(cluster));
  }

  /** Which cluster was captured, and the sealed secret of its nodes. */
  record Captured(ClusterId clusterId, String controlSecret) {}

  private Optional<ClusterEncryption> encryption(
      Cluster cluster, Optional<Encryption.Choice> choice) {
    return choice.map(chosen -> keys.choose(cluster, chosen, ConversionStep.DONE));
  }

  /** Refused before anything is made: the job would find out later, and fail. */
  private void requireFree(int port) {
    if (database.jdbi().withHandle(handle -> table.hasNodeAt(handle, port))) {
      throw new Refusal(Failure.DWS_0001, "port " + port, Reason.TAKEN);
    }
    try {
      host.requireFree(new Endpoint(Exposure.PUBLISHED, port));
    } catch (AgentFailure failure) {
      throw failure.reason() == AgentFailure.Reason.PORT_TAKEN
          ? new Refusal(Failure.DWS_0001, "port " + port, Reason.IN_USE)
          : failure;
    }
  }

  private Cluster fresh(Blueprint blueprint, ClusterState state) {
    ClusterId id = ClusterId.fresh(ids);
    int port = blueprint.port().orElse(0);
    var nodes = new ArrayList<Cluster.Node>();
    nodes.add(new Cluster.Node(id + "-cn-1", port, Optional.empty()));
    for (int i = 1; i <= blueprint.dataNodes(); i++) {
      nodes.add(new Cluster.Node(id + "-dn-" + i, 0, Optional.empty()));
    }
    Instant now = clock.instant();
    return new Cluster(
        id,
        blueprint.label().projectId(),
        blueprint.label().name(),
        state,
        "",
        port,
        "",
        blueprint.administrator(),
        blueprint.superuser(),
        blueprint.label().details(),
        nodes,
        now,
        now,
        Optional.empty());
  }

  private Ordered begin(
      Cluster cluster,
      ClusterTable.Secrets sealed,
      Optional<ClusterEncryption> encryption,
      Jobs.Submission submission) {
    Job job =
        jobs.begin(
            handle -> {
              table.insert(handle, cluster, sealed);
              encryption.ifPresent(chosen -> encryptions.insert(handle, chosen));
              return submission;
            });
    return new Ordered(cluster, job);
  }

  /** The clusters of a project, newest first. */
  public List<Cluster> list(ProjectId projectId) {
    return table.ofProject(projectId);
  }

  /** Empty where there is none; one of another project is as if it did not exist. */
  public Optional<Cluster> find(ProjectId projectId, ClusterId clusterId) {
    return table.find(clusterId).filter(found -> found.projectId().equals(projectId));
  }

  /** The cluster, or a refusal. */
  public Cluster require(ProjectId projectId, ClusterId clusterId) {
    return find(projectId, clusterId).orElseThrow(() -> new Refusal(Failure.DWS_0047));
  }

  /** The job on a cluster that is still to end. */
  public Optional<Job> underWay(Cluster cluster) {
    return jobs.underWayOn(cluster.id());
  }

  public Job restart(ProjectId projectId, ClusterId clusterId) {
    Cluster cluster = require(projectId, clusterId);
    if (cluster.isAdopted()) {
      throw new Refusal(Failure.DWS_0011);
    }
    return claimFor(cluster, MADE, ClusterState.REBOOTING, restart);
  }

  /** Removes a cluster of our own with its data; an adopted one is only let go. */
  public Job delete(ProjectId projectId, ClusterId clusterId) {
    return claimFor(require(projectId, clusterId), AT_REST, ClusterState.DELETING, delete);
  }

  private ClusterTable.Secrets freshSecrets(ClusterId id, Optional<SecretBytes> password) {
    try (SecretBytes control = SecretBytes.random(CONTROL_SECRET_BYTES, random)) {
      return new ClusterTable.Secrets(
          secrets.sealControl(id, control),
          password.map(secret -> secrets.sealPassword(id, secret)));
    }
  }

  private Job claimFor(Cluster cluster, Set<ClusterState> from, ClusterState next, Work work) {
    return claimFor(cluster, from, next, submission(cluster, work), handle -> {});
  }

  /** Claims a cluster for a job and writes more down with the claim, or nothing of all that. */
  Job claimFor(
      Cluster cluster,
      Set<ClusterState> from,
      ClusterState next,
      Jobs.Submission submission,
      Consumer<Handle> more) {
    return jobs.begin(
        handle -> {
          if (!table.move(handle, cluster.id(), from, next, clock.instant())) {
            throw new Refusal(Failure.DWS_0011);
          }
          more.accept(handle);
          return submission;
        });
  }

  private static Jobs.Submission submission(Cluster cluster, Work work) {
    return new Jobs.Submission(
        cluster.projectId(), work, cluster.id().value(), cluster.id().value(), cluster.name());
  }
}
