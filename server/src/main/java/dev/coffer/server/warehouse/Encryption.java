package dev.coffer.server.warehouse;

import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeSurvey;
import dev.coffer.agent.warehouse.WarehouseHost;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Jobs;
import dev.coffer.server.jobs.Work;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The encryption of clusters: turned on once and for ever, told about, and given new keys. Turning
 * it on is refused before anything is changed where it could be known that it will not work.
 */
public final class Encryption {
  private static final Set<ClusterState> CONVERTIBLE = EnumSet.of(ClusterState.AVAILABLE);
  private static final VersionNumber OLDEST = VersionNumber.parse("8.0.0");
  private static final VersionNumber OLDEST_GUEST_AGENT = VersionNumber.parse("8.3.0.200");

  private final Clusters clusters;
  private final ClusterTable table;
  private final EncryptionTable encryptions;
  private final ClusterKeys keys;
  private final ClusterSecrets secrets;
  private final WarehouseHost host;
  private final InstantSource clock;
  private final Work encrypt;

  public Encryption(Clusters clusters, Clusters.Parts parts) {
    this.clusters = clusters;
    this.table = new ClusterTable(parts.database().jdbi());
    this.encryptions = new EncryptionTable(parts.database().jdbi());
    this.keys = parts.keys();
    this.secrets = new ClusterSecrets(parts.seal());
    this.host = parts.host();
    this.clock = parts.clock();
    this.encrypt =
        new EncryptCluster(
            new EncryptCluster.Tables(table, encryptions),
            keys,
            secrets,
            parts.nodeStart(),
            host.conversions(),
            clock);
  }

  /** What the jobs of encryption do. */
  public List<Work> works() {
    return List.of(encrypt);
  }

  /** The key and the ciphers that a caller chose, and the key's name where the caller gave one. */
  public record Choice(KeyId masterKeyId, Optional<String> masterKeyName, BlockSuite suite) {}

  /** What is told of a cluster's encryption. */
  public record Facts(
      String id,
      ClusterId clusterId,
      KeyId masterKeyId,
      String masterKeyName,
      Optional<Instant> rotatedAt,
      BlockSuite suite) {}

  /** Begins to convert a cluster. */
  public Job encrypt(ProjectId projectId, ClusterId clusterId, Choice choice) {
    Cluster cluster = clusters.require(projectId, clusterId);
    requireConvertible(cluster);
    var encryption = keys.choose(cluster, choice, ConversionStep.PREPARE);
    return clusters.claimFor(
        cluster,
        CONVERTIBLE,
        ClusterState.ENCRYPTING,
        new Jobs.Submission(
            projectId, encrypt, encryption.id(), cluster.id().value(), cluster.name()),
        handle -> encryptions.insert(handle, encryption));
  }

  private void requireConvertible(Cluster cluster) {
    if (encryptions.find(cluster.id()).filter(ClusterEncryption::isDone).isPresent()) {
      throw new Refusal(Failure.DWS_0001, "encryption", Reason.ENABLED);
    }
    if (cluster.state() != ClusterState.AVAILABLE) {
      throw new Refusal(Failure.DWS_0011);
    }
    require("version", OLDEST, cluster.details().datastoreVersion());
    require("guest_agent_version", OLDEST_GUEST_AGENT, Cluster.GUEST_AGENT);
    requireFit(cluster);
  }

  private static void require(String subject, VersionNumber oldest, String version) {
    if (VersionNumber.parse(version).compareTo(oldest) < 0) {
      throw new Refusal(Failure.DWS_5206, subject, Reason.TOO_OLD);
    }
  }

  private void requireFit(Cluster cluster) {
    long needed = 0;
    for (var survey : surveys(cluster)) {
      if (!survey.replication().isEmpty()) {
        throw new Refusal(
            Failure.DWS_0011, String.join("; ", survey.replication()), Reason.REPLICATED);
      }
      needed += survey.dataBytes();
      if (needed > survey.freeBytes()) {
        throw new Refusal(Failure.DWS_0011, "the cluster", Reason.NO_ROOM);
      }
    }
  }

  private List<NodeSurvey> surveys(Cluster cluster) {
    return secrets.withAccess(
        cluster,
        table.secrets(cluster.id()).control(),
        nodes -> nodes.stream().map(this::survey).toList());
  }

  private NodeSurvey survey(NodeAccess node) {
    var survey = host.conversions().survey(node);
    Obstacles.requireNone(node, survey.obstacles(), Reason.NOT_CONVERTIBLE);
    return survey;
  }

  /** Empty where a cluster is not encrypted, or not yet. */
  public Optional<Facts> info(ProjectId projectId, ClusterId clusterId) {
    Cluster cluster = clusters.require(projectId, clusterId);
    return encryptions
        .find(cluster.id())
        .filter(ClusterEncryption::isDone)
        .map(
            found ->
                new Facts(
                    found.id(),
                    found.clusterId(),
                    found.masterKey().id(),
                    found.masterKey().name(),
                    found.rotatedAt(),
                    found.suite()));
  }

  /**
   * Gives an encrypted cluster a new key of its own, under the same master key or another. Its data
   * and its data key stay, and its nodes notice nothing.
   */
  public Facts rotate(ProjectId projectId, ClusterId clusterId, Optional<KeyId> masterKeyId) {
    Cluster cluster = clusters.require(projectId, clusterId);
    var before =
        encryptions
            .find(cluster.id())
            .filter(ClusterEncryption::isDone)
            .orElseThrow(() -> new Refusal(Failure.DWS_0001, "encryption", Reason.ABSENT));
    var masterKey = keys.usable(projectId, masterKeyId.orElse(before.masterKey().id()));
    var after = before.with(masterKey, keys.rewrap(before, masterKey.id()));
    if (!encryptions.rotate(before, after, clock.instant().truncatedTo(ChronoUnit.SECONDS))) {
      throw new Refusal(Failure.DWS_0011);
    }
    return info(projectId, clusterId).orElseThrow();
  }

  /** The project's clusters whose volumes no restart can open any more without the key. */
  public List<ClusterId> dependents(ProjectId projectId, KeyId masterKeyId) {
    return encryptions.under(projectId, masterKeyId);
  }
}
