package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.dws.v2.model.RestartClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.RestoreClusterRequest;
import java.sql.SQLException;
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
    new ConversionUnderLoad(coffer, warehouse).run("committed");
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
