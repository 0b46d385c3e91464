package dev.coffer.server.api.dws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.JobId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.warehouse.Cluster;
import dev.coffer.server.warehouse.ClusterDetails;
import dev.coffer.server.warehouse.ClusterState;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ClusterViewTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final ClusterId CLUSTER = new ClusterId("c0000000-0000-4000-8000-000000000000");
  private static final Job.Retry RETRY =
      new Job.Retry("node c-dn-1 does not answer", 3, NOW.plusSeconds(5));

  @Test
  void tellsWhyAJobIsTriedAgain() {
    assertThat(reason(cluster(Optional.empty()), Optional.of(job(Optional.of(RETRY)))))
        .hasValue(
            "try 3 failed, the next one is at 2026-11-27T12:00:05Z: node c-dn-1 does not answer");
  }

  @Test
  void tellsWhyTheClusterIsUnavailableFirst() {
    assertThat(
            reason(
                cluster(Optional.of("the key is disabled")), Optional.of(job(Optional.of(RETRY)))))
        .hasValue("the key is disabled");
  }

  @Test
  void tellsNothingWhereNothingFailed() {
    assertThat(reason(cluster(Optional.empty()), Optional.of(job(Optional.empty())))).isEmpty();
    assertThat(reason(cluster(Optional.empty()), Optional.empty())).isEmpty();
  }

  private static Optional<String> reason(Cluster cluster, Optional<Job> underWay) {
    return ClusterView.of(cluster, underWay)
        .failedReasons()
        .map(ClusterView.FailedReasons::errorMsg);
  }

  private static Cluster cluster(Optional<String> failure) {
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
        new ClusterDetails("9.1.0", "", "", "", Optional.empty(), Optional.empty(), "0", List.of()),
        List.of(
            new Cluster.Node("c-cn-1", 1, Optional.empty()),
            new Cluster.Node("c-dn-1", 2, Optional.empty())),
        NOW,
        NOW,
        failure);
  }

  private static Job job(Optional<Job.Retry> retry) {
    return new Job(
        JobId.fresh(new Ids(new SecureRandom())),
        new ProjectId("p"),
        "EncryptCluster",
        "order",
        CLUSTER.value(),
        "name",
        Job.Status.RUNNING,
        40,
        Optional.empty(),
        NOW,
        Optional.empty(),
        Optional.empty(),
        retry);
  }
}
