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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Something is killed at a named point of a conversion, under a client that commits. The cluster is
 * encrypted in the end, or it is what it was; it never says the one and is the other, and it never
 * has two servers that write.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class ConversionKillTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer;
  private String keyId;

  @SuppressWarnings("NullAway.Init")
  private Warehouse warehouse;

  @BeforeAll
  void start() {
    coffer = RunningCoffer.startDebugged(home);
    keyId = coffer.cloud().createKey("survivor", KeySpecEnum.AES_256);
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"COPYING, DAEMON", "MARK_WRITTEN, SERVER"})
  void theClusterIsEncryptedOrWhatItWas(ConversionPoint point, ConversionVictim victim)
      throws Exception {
    convertAndKill(point, victim);
  }

  static Stream<Arguments> matrix() {
    return Stream.of(ConversionPoint.values())
        .flatMap(
            point ->
                Stream.of(ConversionVictim.values())
                    .filter(victim -> victim.livesAt(point))
                    .map(victim -> Arguments.of(point, victim)));
  }

  /** Every point and everybody who lives there: an hour. */
  @Tag("matrix")
  @ParameterizedTest
  @MethodSource("matrix")
  void atNoPointIsAnythingLost(ConversionPoint point, ConversionVictim victim) throws Exception {
    convertAndKill(point, victim);
  }

  private void convertAndKill(ConversionPoint point, ConversionVictim victim) throws Exception {
    var order = Warehouse.order("survivor", Warehouse.freePort()).withNumNode(1);
    warehouse = Warehouse.create(coffer.account(), order);
    warehouse.run("CREATE TABLE committed (n bigint PRIMARY KEY)");
    warehouse.run("SELECT coffer.distribute('committed', 'n')");
    var committer = new Committer(warehouse, "committed");
    ListJobDetailsResponse job;
    try (var writers = new OneWriter(nodes())) {
      job = end(killed(point, victim));
      int atTheEnd = committer.commits();
      Await.until("commits afterwards", () -> committer.commits() > atTheEnd + 10);
      assertThat(writers.seen()).isEmpty();
    }
    var _ = committer.end();
    assertThat(committer.missing()).isEmpty();
    boolean encrypted = job.getStatus().equals("SUCCESS");
    if (victim.isServer() || point.isBehindTheMark()) {
      assertThat(encrypted).as(job.getFailedDetail()).isTrue();
    }
    assertWholly(encrypted);
    delete();
  }

  /** Begins a conversion, kills the victim at the point, and returns the job that goes on. */
  private String killed(ConversionPoint point, ConversionVictim victim) {
    String jobId;
    try (Breakpoints breakpoints = coffer.breakpoints()) {
      jobId =
          DwsEncryption.of(coffer.account())
              .encrypt(
                  warehouse.clusterId(),
                  Map.of(
                      "encrypt",
                      Map.of("crypt_algorithm", "generalCipher", "master_key_id", keyId)))
              .jobId;
      breakpoints.awaitEach(LONG, point.places());
      switch (victim) {
        case SERVER -> coffer.kill();
        case API_SERVER -> coffer.killApiServer();
        case DAEMON, STANDBY, PRIMARY -> Engines.kill(victim.among(nodes()));
      }
    }
    if (victim.isServer()) {
      coffer = RunningCoffer.startDebugged(home);
      warehouse = warehouse.through(coffer.account());
    }
    return jobId;
  }

  private ListJobDetailsResponse end(String jobId) {
    ListJobDetailsResponse job =
        Await.present(
            LONG,
            "the end of the conversion",
            () ->
                Optional.of(warehouse.job(jobId))
                    .filter(told -> List.of("SUCCESS", "FAIL").contains(told.getStatus())));
    warehouse.awaitStatus("AVAILABLE");
    return job;
  }

  private void assertWholly(boolean encrypted) throws IOException {
    assertThat(DwsEncryption.of(coffer.account()).info(warehouse.clusterId()).id.isEmpty())
        .isEqualTo(!encrypted);
    for (Path node : nodes()) {
      assertThat(Files.exists(node.resolve("volume"))).isEqualTo(encrypted);
      assertThat(Files.exists(node.resolve("sealed"))).isEqualTo(encrypted);
      assertThat(Files.exists(node.resolve("data"))).isEqualTo(!encrypted);
      assertThat(Engines.postgresUnder(node)).as("servers of %s", node).hasSize(1);
    }
  }

  private List<Path> nodes() {
    Path clusters = home.data().resolve("clusters");
    return Stream.of("-dn-1", "-cn-1")
        .map(node -> clusters.resolve(warehouse.clusterId() + node))
        .toList();
  }

  private void delete() {
    Path coordinator = nodes().getLast();
    warehouse
        .client()
        .deleteDwsCluster(new DeleteDwsClusterRequest().withClusterId(warehouse.clusterId()));
    Await.until("the end of its files", () -> !Files.exists(coordinator));
  }
}
