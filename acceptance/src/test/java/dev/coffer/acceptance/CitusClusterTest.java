package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.dws.v2.model.RestartClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.RestoreClusterRequest;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * A cluster on a host whose PostgreSQL has Citus, from the order to the restored copy of the
 * converted one. No distribution has it, so most hosts skip this.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class CitusClusterTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String SALES = "SELECT count(*) || ' ' || sum(id) FROM sale";
  private static final String ALL = "3000 4501500";

  private ServerHome home;
  private RunningCoffer coffer;
  private Warehouse warehouse;

  @BeforeAll
  void create() throws SQLException {
    Citus.assumeAvailable();
    home = ServerHome.create();
    coffer = RunningCoffer.start(home);
    warehouse = Warehouse.create(coffer.account(), Warehouse.order("citus", Warehouse.freePort()));
    warehouse.run("CREATE TABLE sale (id bigint PRIMARY KEY, note text)");
    warehouse.run("INSERT INTO sale SELECT n, 'sale ' || n FROM generate_series(1, 3000) n");
    warehouse.run("SELECT coffer.distribute('sale', 'id')");
    warehouse.run("CREATE TABLE committed (n bigint PRIMARY KEY)");
    warehouse.run("SELECT coffer.distribute('committed', 'n')");
  }

  @AfterAll
  void close() {
    if (coffer != null) {
      coffer.close();
      home.close();
    }
  }

  @Test
  void isKilledConvertedCapturedAndRestored() throws Exception {
    isSpread(warehouse);
    livesThroughDeathAndRestart();
    convert();
    isSpread(warehouse);
    livesThroughDeathAndRestart();
    isRestoredApart();
  }

  private static void isSpread(Warehouse warehouse) throws SQLException {
    assertThat(warehouse.ask(SALES)).isEqualTo(ALL);
    assertThat(warehouse.ask("SELECT count(DISTINCT nodename) FROM citus_shards")).isEqualTo("3");
    assertThat(warehouse.ask("SELECT pg_relation_size('sale')")).isEqualTo("0");
  }

  private void livesThroughDeathAndRestart() throws Exception {
    for (ProcessHandle engine : Engines.postgresUnder(home.root())) {
      Engines.kill(engine);
    }
    Await.until("all nodes again", () -> Engines.postgresUnder(home.root()).size() == 4);
    Await.until("the rows", () -> answers(ALL));
    warehouse
        .client()
        .restartCluster(
            new RestartClusterRequest()
                .withClusterId(warehouse.clusterId())
                .withBody(body -> body.withRestart(Map.of())));
    warehouse.awaitStatus("AVAILABLE");
    assertThat(warehouse.ask(SALES)).isEqualTo(ALL);
  }

  private boolean answers(String wanted) {
    try {
      return warehouse.ask(SALES).equals(wanted);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private void convert() throws SQLException {
    String key = coffer.cloud().createKey("warehouse", KeySpecEnum.AES_256);
    var committer = new Committer(warehouse, "committed");
    String job =
        DwsEncryption.of(coffer.account())
            .encrypt(
                warehouse.clusterId(),
                Map.of("encrypt", Map.of("crypt_algorithm", "generalCipher", "master_key_id", key)))
            .jobId;
    Await.until(
        LONG,
        "the conversion",
        () -> List.of("SUCCESS", "FAIL").contains(warehouse.job(job).getStatus()));
    assertThat(warehouse.job(job).getStatus())
        .as(warehouse.job(job).getFailedDetail())
        .isEqualTo("SUCCESS");
    int then = committer.commits();
    Await.until("commits afterwards", () -> committer.commits() > then + 20);
    assertThat(committer.end()).isLessThan(Duration.ofSeconds(20));
    assertThat(committer.missing()).isEmpty();
  }

  /** The copy has the addresses of the captured one and reaches none of its nodes. */
  private void isRestoredApart() throws SQLException {
    String snapshot = warehouse.capture("citus");
    assertThat(warehouse.finished(snapshot).getStatus()).isEqualTo("AVAILABLE");
    warehouse.run("DELETE FROM sale");
    Warehouse restored =
        warehouse.other(
            warehouse
                .client()
                .restoreCluster(
                    new RestoreClusterRequest()
                        .withSnapshotId(snapshot)
                        .withBody(body -> body.withRestore(order -> order.withName("apart"))))
                .getCluster()
                .getId());
    isSpread(restored);
    restored.run("INSERT INTO sale VALUES (4000, 'of the copy')");
    assertThat(warehouse.ask("SELECT count(*) FROM sale")).isEqualTo("0");
  }
}
