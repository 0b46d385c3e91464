package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.dws.v2.model.ListJobDetailsResponse;
import com.huaweicloud.sdk.dws.v2.model.RestartClusterRequest;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * A coordinator and three data nodes that are converted while a client commits one number at a time
 * on each of them, and pgbench on the coordinator.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class EncryptClusterTest {
  private static final int DATA_NODES = 3;
  private static final String MARK = "PLAINTEXT-MARK-OF-THIS-TEST";
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofSeconds(30);

  private final ServerHome home = ServerHome.create();
  private final Set<String> statuses = new TreeSet<>();
  private final Set<String> tasks = new TreeSet<>();
  private RunningCoffer coffer;
  private DwsEncryption encryption;
  private String keyId;
  private Warehouse warehouse;
  private String hash;
  private final List<Committer> committers = new ArrayList<>();
  private PgbenchLoad load;
  private Duration longestPause;
  private Duration conversion;
  private ListJobDetailsResponse job;

  @BeforeAll
  void convert() throws SQLException {
    Citus.assumeAbsent();
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
    load = PgbenchLoad.on(warehouse);
    committers.add(new Committer(warehouse, "committed_here"));
    for (int i = 0; i < DATA_NODES; i++) {
      committers.add(new Committer(warehouse, "committed_there", numbersOf(i)));
    }
    long began = System.nanoTime();
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
    conversion = Duration.ofNanos(System.nanoTime() - began);
    for (Committer committer : committers) {
      int atTheEnd = committer.commits();
      Await.until("commits afterwards", () -> committer.commits() > atTheEnd + 100);
    }
    longestPause = committers.stream().map(Committer::end).max(Duration::compareTo).orElseThrow();
    Await.until("transactions of the load", () -> load.transactions() > 500);
    load.close();
    job = warehouse.ended(jobId);
  }

  /** Numbers whose rows of the distributed table go to one data node. */
  private PrimitiveIterator.OfLong numbersOf(int dataNode) throws SQLException {
    String numbers =
        warehouse.ask(
            """
            SELECT string_agg(n::text, ' ') FROM generate_series(1, 600000) n
            WHERE satisfies_hash_partition('committed_there'::regclass, %d, %d, n::bigint)
            """
                .formatted(DATA_NODES, dataNode));
    return Stream.of(numbers.split(" ", -1)).mapToLong(Long::parseLong).iterator();
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
      if (coffer != null) {
        coffer.close();
      }
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
    for (Committer committer : committers) {
      assertThat(committer.missing()).isEmpty();
    }
    Committer.assertShort(longestPause, SHORT, conversion);
    assertThat(Set.copyOf(load.sums())).as("%s", load.sums()).hasSize(1);
    assertThat(hash()).isEqualTo(hash);
    assertThat(warehouse.ask("SELECT count(DISTINCT tableoid) FROM committed_there"))
        .isEqualTo("3");
    assertThat(warehouse.ask("SELECT count(DISTINCT tableoid) FROM sale")).isEqualTo("3");
  }

  @Test
  void everyTableAndIndexIsSound() throws IOException {
    for (Path node : nodes()) {
      assertThat(new NodeExamination(node).damage()).as("%s", node).isEmpty();
    }
  }

  @Test
  void nothingOfItIsPlainOnTheDisk() throws IOException, SQLException {
    warehouse.run("INSERT INTO sale SELECT -n, '" + MARK + "' FROM generate_series(1, 99) n");
    warehouse.run("DELETE FROM sale WHERE id < 0");
    try (Connection connection = warehouse.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET LOCAL work_mem = '64kB'");
      statement.execute(
          "DECLARE sorted CURSOR FOR SELECT note || n FROM sale, generate_series(1, 10) n"
              + " ORDER BY 1 DESC");
      statement.execute("FETCH 1 FROM sorted");
      assertThat(new NodeExamination(nodes().getFirst()).within("base/pgsql_tmp", MARK))
          .as("the mark is in a temporary file")
          .isNotEmpty();
      for (Path node : nodes()) {
        assertThat(node.resolve("data")).doesNotExist();
        assertThat(node.resolve("server.log")).doesNotExist();
        assertThat(new NodeExamination(node).below(MARK)).isEmpty();
      }
    }
    for (Path node : nodes().subList(1, 1 + DATA_NODES)) {
      var seen = new NodeExamination(node);
      assertThat(seen.within("base", MARK)).as("the mark is in a table").isNotEmpty();
      assertThat(seen.within("pg_wal", MARK)).as("the mark is in the log").isNotEmpty();
    }
  }

  /** The coordinator first. */
  private List<Path> nodes() throws IOException {
    try (Stream<Path> nodes = Files.list(home.data().resolve("clusters"))) {
      return nodes
          .filter(node -> node.toString().contains(warehouse.clusterId()))
          .sorted()
          .toList();
    }
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
}
