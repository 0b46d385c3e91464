package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.dws.v2.model.RestoreClusterRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A cluster that Citus spread before Coffer knew of it, its nodes reached over TCP: captured,
 * restored beside itself, and converted node by node. No distribution has Citus, so most hosts skip
 * this.
 */
final class AdoptedCitusTest {
  private static final String SALES = "SELECT count(*) || ' ' || sum(id) FROM sale";
  private static final String ALL = "3000 4501500";
  private static final String PREPARED = "SELECT count(*) FROM pg_prepared_xacts";
  private static final String ADDRESSES =
      "SELECT string_agg(nodename || ':' || nodeport, ' ' ORDER BY groupid) FROM pg_dist_node";

  /** Citus does not recover prepared transactions by itself, so that the test sees who does. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "shared_preload_libraries", "citus",
          "wal_level", "logical",
          "max_prepared_transactions", "50",
          "citus.recover_2pc_interval", "-1",
          "citus.node_conninfo", "sslmode=disable");

  private final List<ForeignNode> nodes = new ArrayList<>();
  private ServerHome home;
  private RunningCoffer coffer;
  private Wire wire;
  private Path root;
  private Warehouse adopted;

  @BeforeEach
  void make() throws IOException, SQLException {
    Citus.assumeAvailable();
    root = Files.createTempDirectory(Path.of("/tmp"), "coffer-citus-");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    home = ServerHome.create();
    for (String name : List.of("coordinator", "one", "two")) {
      var node = ForeignNode.make(root.resolve(name), false, SETTINGS);
      nodes.add(node);
      node.trust();
    }
    home.allow(nodes.stream().map(ForeignNode::listed).toList());
    coffer = RunningCoffer.start(home);
    wire = Wire.to(coffer.account().endpoint());
    for (ForeignNode node : nodes) {
      at(node).run("CREATE EXTENSION citus");
    }
    Warehouse coordinator = at(nodes.getFirst());
    coordinator.ask("SELECT citus_set_coordinator_host('127.0.0.1', " + coordinator.port() + ")");
    for (ForeignNode node : nodes.subList(1, 3)) {
      coordinator.ask("SELECT citus_add_node('127.0.0.1', " + node.port() + ")");
    }
    coordinator.run("CREATE TABLE sale (id bigint PRIMARY KEY, note text)");
    coordinator.run("SELECT create_distributed_table('sale', 'id')");
    coordinator.run("INSERT INTO sale SELECT n, 'sale ' || n FROM generate_series(1, 3000) n");
    coordinator.run("CREATE TABLE committed (n bigint PRIMARY KEY)");
    coordinator.run("SELECT create_distributed_table('committed', 'n')");
    adopted = new Warehouse(Warehouse.client(coffer.account()), adopt(), coordinator.port());
  }

  @AfterEach
  void stop() {
    if (root != null) {
      nodes.forEach(ForeignNode::stop);
      coffer.close();
      home.close();
      ServerHome.delete(root);
    }
  }

  @Test
  void isRestoredApartAndConvertedNodeByNode() throws Exception {
    String addresses = adopted.ask(ADDRESSES);
    at(nodes.get(1))
        .run("BEGIN; SELECT pg_current_xact_id(); PREPARE TRANSACTION 'citus_0_999999_7_1'");
    isRestoredApart();
    assertThat(at(nodes.get(1)).ask(PREPARED)).as("of the captured cluster").isEqualTo("1");
    new ConversionUnderLoad(coffer, adopted).run("committed");
    assertThat(adopted.ask(SALES)).isEqualTo(ALL);
    assertThat(adopted.ask(ADDRESSES)).isEqualTo(addresses);
    isRestoredApart();
  }

  private void isRestoredApart() throws SQLException {
    String snapshot = adopted.capture("citus-" + System.nanoTime() % 1_000_000);
    assertThat(adopted.finished(snapshot).getStatus()).isEqualTo("AVAILABLE");
    Warehouse restored =
        adopted.other(
            adopted
                .client()
                .restoreCluster(
                    new RestoreClusterRequest()
                        .withSnapshotId(snapshot)
                        .withBody(body -> body.withRestore(order -> order.withName("apart"))))
                .getCluster()
                .getId());
    assertThat(restored.ask(ADDRESSES))
        .isEqualTo("/run/coffer/nodes/0:5432 /run/coffer/nodes/1:5432 /run/coffer/nodes/2:5432");
    assertThat(restored.ask(SALES)).isEqualTo(ALL);
    restored.run("DELETE FROM sale");
    assertThat(adopted.ask(SALES)).isEqualTo(ALL);
  }

  private String adopt() {
    var order =
        Map.of(
            "name",
            "adopted-citus",
            "user_name",
            Warehouse.USER,
            "password",
            Warehouse.PASSWORD,
            "nodes",
            nodes.stream().map(ForeignNode::place).toList());
    Wire.Answer answer =
        wire.send(
            Wire.Request.of(
                    "POST",
                    "/coffer/v1/%s/clusters/adopt".formatted(coffer.account().projectId()),
                    Wire.JSON.writeValueAsString(order))
                .with("X-Auth-Token", wire.token(coffer.account())));
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return answer.json().at("/cluster/id").asString();
  }

  private Warehouse at(ForeignNode node) {
    return new Warehouse(Warehouse.client(coffer.account()), "", node.port());
  }
}
