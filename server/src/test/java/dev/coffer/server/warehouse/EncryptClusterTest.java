package dev.coffer.server.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.local.LocalWarehouseHost;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.JobId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Progress;
import dev.coffer.server.seal.SecretSeal;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.ControlDatabaseContract;
import dev.coffer.server.store.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job does that a crash made run again: its cluster has no node that it could touch. */
@ControlDatabaseContract
class EncryptClusterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T04:00:00Z");
  private static final ClusterId CLUSTER = new ClusterId("c0000000-0000-4000-8000-000000000000");

  private final SecureRandom random = new SecureRandom();
  @TempDir Path directory;
  private ControlDatabase database;
  private ClusterTable clusters;
  private EncryptionTable encryptions;
  private ClusterSecrets secrets;
  private EncryptCluster work;

  @BeforeEach
  void open() {
    database = TestDatabase.in(directory);
    clusters = new ClusterTable(database.jdbi());
    encryptions = new EncryptionTable(database.jdbi());
    secrets = new ClusterSecrets(new SecretSeal(SecretBytes.random(32, random), random));
    var host = new LocalWarehouseHost(directory.resolve("clusters"));
    var keys = new ClusterKeys(new KeysInMemory(), random);
    work =
        new EncryptCluster(
            new EncryptCluster.Tables(clusters, encryptions),
            keys,
            secrets,
            new NodeStart(host, clusters, encryptions, keys, secrets),
            host.conversions(),
            InstantSource.fixed(NOW));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aJobWhoseOrderWasGivenUpLeavesTheNextOrderAlone() {
    ordered("second", ConversionStep.COPY);
    Job first = job("first");
    assertThatThrownBy(() -> work.perform(first, new Unheard())).hasMessageContaining("given up");
    assertThat(work.mustFinish(first)).isFalse();
    work.failed(first, "given up");
    assertThat(encryptions.find(CLUSTER).orElseThrow().id()).isEqualTo("second");
    assertThat(state()).isEqualTo(ClusterState.ENCRYPTING);
  }

  @Test
  void anOrderIsGivenUpTogetherWithItsClaim() {
    ordered("first", ConversionStep.COPY);
    work.failed(job("first"), "no room");
    assertThat(encryptions.find(CLUSTER)).isEmpty();
    assertThat(state()).isEqualTo(ClusterState.AVAILABLE);
  }

  @Test
  void anOrderThatIsDoneReleasesItsClusterAndTouchesNoNode() {
    ordered("first", ConversionStep.DONE);
    work.perform(job("first"), new Unheard());
    assertThat(encryptions.find(CLUSTER)).isPresent();
    assertThat(state()).isEqualTo(ClusterState.AVAILABLE);
  }

  private ClusterState state() {
    return clusters.find(CLUSTER).orElseThrow().state();
  }

  private void ordered(String order, ConversionStep step) {
    try (var control = SecretBytes.random(32, random)) {
      var sealed =
          new ClusterTable.Secrets(secrets.sealControl(CLUSTER, control), Optional.empty());
      database
          .jdbi()
          .useHandle(
              handle -> {
                clusters.insert(handle, cluster(), sealed);
                encryptions.insert(handle, encryption(order, step));
              });
    }
  }

  private static Cluster cluster() {
    var details =
        new ClusterDetails("9.1.0", "", "", "", Optional.empty(), Optional.empty(), "0", List.of());
    return new Cluster(
        CLUSTER,
        new ProjectId("p"),
        "name",
        ClusterState.ENCRYPTING,
        "127.0.0.1",
        1,
        "15.1",
        "dbadmin",
        Optional.empty(),
        details,
        List.of(
            new Cluster.Node("c-cn-1", 1, Optional.empty()),
            new Cluster.Node("c-dn-1", 2, Optional.empty())),
        NOW,
        NOW,
        Optional.empty());
  }

  private static ClusterEncryption encryption(String id, ConversionStep step) {
    return new ClusterEncryption(
        id,
        CLUSTER,
        new ProjectId("p"),
        new ClusterEncryption.MasterKey(KeyId.fresh(), "name"),
        BlockSuite.GENERAL_CIPHER,
        new ClusterEncryption.WrappedKeys("", ""),
        step,
        Optional.empty());
  }

  private static Job job(String order) {
    return new Job(
        JobId.fresh(new Ids(new SecureRandom())),
        new ProjectId("p"),
        "EncryptCluster",
        order,
        CLUSTER.value(),
        "name",
        Job.Status.RUNNING,
        0,
        Optional.empty(),
        NOW,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private record Unheard() implements Progress {
    @Override
    public void at(int percent) {}

    @Override
    public void note(String note) {}

    @Override
    public boolean isStopping() {
      return false;
    }
  }
}
