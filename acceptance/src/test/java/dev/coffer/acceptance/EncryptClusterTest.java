package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.dws.v2.model.ListJobDetailsResponse;
import com.huaweicloud.sdk.dws.v2.model.RestartClusterRequest;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A coordinator and three data nodes that are converted while clients commit on all of them. */
@TestInstance(Lifecycle.PER_CLASS)
final class EncryptClusterTest {
  private static final String MARK = "PLAINTEXT-MARK-OF-THIS-TEST";
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(10);

  private final ServerHome home = ServerHome.create();
  private final Set<String> statuses = new TreeSet<>();
  private final Set<String> tasks = new TreeSet<>();
  private RunningCoffer coffer;
  private DwsEncryption encryption;
  private String keyId;
  private Warehouse warehouse;
  private String hash;
  private Committer local;
  private Committer spread;
  private Duration longestPause;
  private ListJobDetailsResponse job;

  @BeforeAll
  void convert() throws SQLException {
    coffer = RunningCoffer.start(home);
    encryption = DwsEncryption.of(coffer.account());
    keyId = coffer.cloud().createKey("warehouse", KeySpecEnum.AES_256);
    warehouse =
        Warehouse.create(coffer.account(), Warehouse.order("convertible", Warehouse.freePort()));
    warehouse.run("CREATE TABLE sale (id bigint PRIMARY KEY, note text)");
    warehouse.run(
        "INSERT INTO sale SELECT n, '" + MARK + " ' || n FROM generate_series(1, 20000) n");
    warehouse.run("SELECT coffer.distribute('sale', 'id')");
    warehouse.run("CREATE TABLE committed_here (n bigint PRIMARY KEY)");
    warehouse.run("CREATE TABLE committed_there (n bigint PRIMARY KEY)");
    warehouse.run("SELECT coffer.distribute('committed_there', 'n')");
    hash = hash();
    local = new Committer(warehouse, "committed_here");
    spread = new Committer(warehouse, "committed_there");
    String jobId =
        encryption.encrypt(
                warehouse.clusterId(),
                Map.of(
                    "encrypt",
                    Map.of(
                        "crypt_algorithm", "generalCipher",
                        "master_key_id", keyId,
                        "master_key_name", "warehouse")))
            .jobId;
    assertThat(jobId).matches("[0-9a-f]{32}");
    Await.until(LONG, "the end of the conversion", () -> hasEnded(jobId));
    int atTheEnd = spread.commits();
    Await.until("commits afterwards", () -> spread.commits() > atTheEnd + 20);
    longestPause = Stream.of(local.end(), spread.end()).max(Duration::compareTo).orElseThrow();
    job = warehouse.ended(jobId);
  }

  private boolean hasEnded(String jobId) {
    ListJobDetailsResponse told = warehouse.job(jobId);
    assertThat(told.getProgress()).matches("\\d{1,3}%");
    statuses.add(told.getStatus());
    var shown = warehouse.show();
    tasks.add(shown.getTaskStatus() + shown.getActionProgress().keySet());
    return !Set.of("WAITING", "RUNNING").contains(told.getStatus());
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @Test
  void theJobIsToldAsItRuns() {
    assertThat(job.getStatus()).as(job.getFailedDetail()).isEqualTo("SUCCESS");
    assertThat(job.getProgress()).isEqualTo("100%");
    assertThat(job.getJobName()).isEqualTo("EncryptCluster");
    assertThat(statuses).contains("RUNNING");
    assertThat(tasks).contains("ENCRYPTING[ENCRYPTING]");
    assertThat(warehouse.show().getStatus()).isEqualTo("AVAILABLE");
  }

  @Test
  void noAcknowledgedCommitIsLostAndWritersHardlyWait() throws SQLException {
    assertThat(local.commits()).isGreaterThan(100);
    assertThat(spread.commits()).isGreaterThan(100);
    assertThat(local.missing()).isEmpty();
    assertThat(spread.missing()).isEmpty();
    assertThat(longestPause).isLessThan(SHORT);
    assertThat(hash()).isEqualTo(hash);
    assertThat(warehouse.ask("SELECT count(DISTINCT tableoid) FROM sale")).isEqualTo("3");
  }

  @Test
  void nothingOfItIsPlainOnTheDisk() throws IOException {
    List<Path> nodes = children(home.data().resolve("clusters"));
    assertThat(nodes).hasSize(4);
    for (Path node : nodes) {
      assertThat(node.resolve("data")).doesNotExist();
      assertThat(node.resolve("server.log")).doesNotExist();
      assertThat(filesWith(MARK, node.resolve("volume"))).isEmpty();
    }
    assertThat(
            filesWith(MARK, nodes.getFirst().resolve("mount")).isEmpty()
                && filesWith(MARK, nodes.getLast().resolve("mount")).isEmpty())
        .as("the mark is there to be found")
        .isFalse();
  }

  @Test
  void tellsItsKeyAndRotatesItWithoutNoticing() throws SQLException {
    var told = encryption.info(warehouse.clusterId());
    assertThat(told.clusterId).isEqualTo(warehouse.clusterId());
    assertThat(told.masterKeyName).isEqualTo("warehouse");
    assertThat(told.cryptAlgorithm).isEqualTo("generalCipher");
    String next = coffer.cloud().createKey("warehouse-next", KeySpecEnum.SM4);
    var rotated = encryption.rotate(warehouse.clusterId(), Map.of("master_key_id", next));
    assertThat(rotated.masterKeyName).isEqualTo("warehouse-next");
    assertThat(rotated.rotateKeyTime).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
    assertThat(encryption.info(warehouse.clusterId()).lastRotateKeyTime)
        .isEqualTo(rotated.rotateKeyTime);
    assertThat(hash()).isEqualTo(hash);
    assertThat(dependents(next)).contains(warehouse.clusterId());
    encryption.rotate(warehouse.clusterId(), Map.of("master_key_id", keyId));
    assertThat(dependents(next)).doesNotContain(warehouse.clusterId());
    assertThat(dependents(keyId)).contains(warehouse.clusterId());
  }

  @Test
  void aRestartNeedsTheKeyAndComesBackWithIt() throws SQLException {
    coffer.cloud().disable(keyId);
    try {
      restart();
      warehouse.awaitStatus("UNAVAILABLE");
      assertThat(warehouse.show().getFailedReasons().getErrorMsg()).contains("disabled");
    } finally {
      coffer.cloud().enable(keyId);
    }
    warehouse.awaitStatus("AVAILABLE");
    assertThat(hash()).isEqualTo(hash);
  }

  @Test
  void aSecondConversionIsRefused() {
    assertRefused(
        "DWS.0001",
        400,
        () ->
            encryption.encrypt(
                warehouse.clusterId(),
                Map.of(
                    "encrypt", Map.of("crypt_algorithm", "SMcompatible", "master_key_id", keyId))));
  }

  @Test
  void wrongChoicesAreRefusedByName() {
    assertThat(refusedChoice(Map.of())).contains("encrypt is missing");
    assertThat(refusedChoice(Map.of("encrypt", Map.of("crypt_algorithm", "generalCipher"))))
        .contains("master_key_id is missing");
    assertThat(refusedChoice(Map.of("encrypt", Map.of("master_key_id", keyId))))
        .contains("crypt_algorithm is missing");
    assertThat(
            refusedChoice(
                Map.of("encrypt", Map.of("master_key_id", keyId, "crypt_algorithm", "ROT13"))))
        .contains("crypt_algorithm has a value that is not allowed");
    assertRefused(
        "DWS.0047",
        404,
        () ->
            encryption.encrypt(
                "97cbaab3-939e-4dbc-9187-0fe240f2b9fd",
                Map.of(
                    "encrypt",
                    Map.of("crypt_algorithm", "generalCipher", "master_key_id", keyId))));
  }

  private String refusedChoice(Map<String, Object> body) {
    ServiceResponseException refusal =
        catchThrowableOfType(
            ServiceResponseException.class, () -> encryption.encrypt(warehouse.clusterId(), body));
    assertThat(refusal.getErrorCode()).isEqualTo("DWS.0001");
    return refusal.getErrorMsg();
  }

  private static void assertRefused(String code, int status, ThrowingCallable call) {
    assertThat(catchThrowableOfType(ServiceResponseException.class, call))
        .returns(code, ServiceResponseException::getErrorCode)
        .returns(status, ServiceResponseException::getHttpStatusCode);
  }

  private void restart() {
    warehouse
        .client()
        .restartCluster(
            new RestartClusterRequest()
                .withClusterId(warehouse.clusterId())
                .withBody(body -> body.withRestart(Map.of())));
  }

  private String dependents(String key) {
    var account = coffer.account();
    var path = "/coffer/v1/%s/kms/keys/%s/dependents".formatted(account.projectId(), key);
    return SignedIn.with(account).get(path).get("encrypted_clusters").toString();
  }

  private String hash() throws SQLException {
    return warehouse.ask("SELECT count(*) || ' ' || sum(hashtext(id || note)) FROM sale");
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  private static String filesWith(String text, Path directory) throws IOException {
    Process search =
        new ProcessBuilder("grep", "-rlF", text, directory.toString())
            .redirectErrorStream(true)
            .start();
    return new String(search.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
