package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.dws.v2.model.DeleteDwsClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.ListJobDetailsResponse;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Something is killed in the middle of a conversion, under a client that commits. The cluster is
 * encrypted in the end, or it is what it was; it never says the one and is the other.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class ConversionKillTest {
  private static final Duration LONG = Duration.ofMinutes(4);

  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer;
  private String keyId;

  @SuppressWarnings("NullAway.Init")
  private Warehouse warehouse;

  /** Where a conversion is, seen from its files. */
  enum Point {
    VOLUME_MADE,
    COPYING,
    FOLLOWING,
    SWITCHING,
    SWITCHED_ONE,
    SWITCHED_ALL;

    boolean isReached(Path coordinator, Path dataNode) {
      return switch (this) {
        case VOLUME_MADE -> Files.exists(dataNode.resolve("volume/coffer.volume"));
        case COPYING -> Files.exists(dataNode.resolve("mount/copy/PG_VERSION"));
        case FOLLOWING -> Files.exists(coordinator.resolve("mount/data/postmaster.pid"));
        case SWITCHING ->
            Files.exists(coordinator.resolve("mount/data/postmaster.pid"))
                && !Files.exists(dataNode.resolve("data/postmaster.pid"));
        case SWITCHED_ONE -> Files.exists(dataNode.resolve("sealed"));
        case SWITCHED_ALL -> Files.exists(coordinator.resolve("sealed"));
      };
    }
  }

  /** What is killed, of the data node where a node has it. */
  enum Victim {
    SERVER,
    DAEMON,
    STANDBY,
    PRIMARY
  }

  @BeforeAll
  void start() {
    coffer = RunningCoffer.start(home);
    keyId = coffer.cloud().createKey("survivor", KeySpecEnum.AES_256);
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"COPYING, DAEMON", "SWITCHING, SERVER", "SWITCHED_ONE, DAEMON"})
  void theClusterIsEncryptedOrWhatItWas(Point point, Victim victim) throws Exception {
    var order = Warehouse.order("survivor", Warehouse.freePort()).withNumNode(1);
    warehouse = Warehouse.create(coffer.account(), order);
    warehouse.run("CREATE TABLE committed (n bigint PRIMARY KEY)");
    warehouse.run("SELECT coffer.distribute('committed', 'n')");
    var committer = new Committer(warehouse, "committed");
    String jobId =
        DwsEncryption.of(coffer.account())
            .encrypt(
                warehouse.clusterId(),
                Map.of(
                    "encrypt", Map.of("crypt_algorithm", "generalCipher", "master_key_id", keyId)))
            .jobId;
    Await.until(LONG, point + " in time", () -> point.isReached(node("cn"), node("dn")));
    kill(victim);
    ListJobDetailsResponse job =
        Await.present(
            LONG,
            "the end of the conversion",
            () ->
                Stream.of(warehouse.job(jobId))
                    .filter(told -> List.of("SUCCESS", "FAIL").contains(told.getStatus()))
                    .findFirst());
    warehouse.awaitStatus("AVAILABLE");
    int atTheEnd = committer.commits();
    Await.until("commits afterwards", () -> committer.commits() > atTheEnd + 10);
    var _ = committer.end();
    assertThat(committer.missing()).isEmpty();
    assertWholly(job.getStatus().equals("SUCCESS"));
    delete();
  }

  private void kill(Victim victim) throws IOException {
    switch (victim) {
      case SERVER -> {
        coffer.kill();
        coffer = RunningCoffer.start(home);
        warehouse = warehouse.through(coffer.account());
      }
      case DAEMON -> {
        String pid = Files.readString(node("dn").resolve("volume/daemon.pid")).strip();
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(Engines::kill);
      }
      case STANDBY -> Engines.postgresUnder(node("dn").resolve("mount")).forEach(Engines::kill);
      case PRIMARY ->
          Engines.postgresUnder(node("dn")).stream().findFirst().ifPresent(Engines::kill);
    }
  }

  private void assertWholly(boolean encrypted) throws IOException {
    assertThat(DwsEncryption.of(coffer.account()).info(warehouse.clusterId()).id.isEmpty())
        .isEqualTo(!encrypted);
    for (Path node : List.of(node("cn"), node("dn"))) {
      assertThat(Files.exists(node.resolve("volume"))).isEqualTo(encrypted);
      assertThat(Files.exists(node.resolve("sealed"))).isEqualTo(encrypted);
      assertThat(Files.exists(node.resolve("data"))).isEqualTo(!encrypted);
      assertThat(Engines.postgresUnder(node)).as("servers of %s", node).hasSize(1);
    }
  }

  private Path node(String kind) {
    return home.data().resolve("clusters").resolve(warehouse.clusterId() + "-" + kind + "-1");
  }

  private void delete() {
    warehouse
        .client()
        .deleteDwsCluster(new DeleteDwsClusterRequest().withClusterId(warehouse.clusterId()));
    Await.until("the end of its files", () -> !Files.exists(node("cn")));
  }
}
