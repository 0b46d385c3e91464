package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.dws.v2.model.ClusterSnapshots;
import com.huaweicloud.sdk.dws.v2.model.DeleteDwsClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.DeleteSnapshotRequest;
import com.huaweicloud.sdk.dws.v2.model.ListClusterSnapshotsRequest;
import com.huaweicloud.sdk.dws.v2.model.ListClustersRequest;
import com.huaweicloud.sdk.dws.v2.model.ListSnapshotsRequest;
import com.huaweicloud.sdk.dws.v2.model.RestoreClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.SnapshotDetail;
import com.huaweicloud.sdk.dws.v2.model.Snapshots;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;

/** Snapshots of a cluster of real engines, through the vendor's DWS client. */
@TestInstance(Lifecycle.PER_CLASS)
final class SnapshotTest {
  private final ServerHome home = ServerHome.create();
  private final int port = Warehouse.freePort();
  private RunningCoffer coffer;
  private Warehouse warehouse;

  @BeforeAll
  void create() throws SQLException {
    coffer = RunningCoffer.start(home);
    warehouse =
        Warehouse.create(coffer.account(), Warehouse.order("captured", port).withNumNode(1));
    warehouse.run("CREATE TABLE sale (id bigint PRIMARY KEY, note text)");
    warehouse.run("INSERT INTO sale SELECT n, 'sale ' || n FROM generate_series(1, 3000) n");
    warehouse.run("SELECT coffer.distribute('sale', 'id')");
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @Test
  void isListedRestoredToAnotherClusterAndDeleted() throws SQLException {
    String id = warehouse.capture("before-the-sale");
    assertThat(warehouse.finished(id).getStatus()).isEqualTo("AVAILABLE");
    isTold(id);
    warehouse.run("DELETE FROM sale");

    String restored = restore(id, "again");

    assertThat(warehouse.other(restored).ask("SELECT count(*) || ' ' || sum(id) FROM sale"))
        .isEqualTo("3000 4501500");
    assertThat(warehouse.ask("SELECT count(*) FROM sale")).isEqualTo("0");
    delete(id);
    assertThat(SdkTest.refusal(() -> warehouse.snapshot(id)))
        .returns("DWS.5149", ServiceResponseException::getErrorCode);
    assertThat(home.stored()).noneMatch(name -> name.contains(id));
    remove(restored);
  }

  private void isTold(String id) {
    SnapshotDetail shown = warehouse.snapshot(id);
    assertThat(shown.getName()).isEqualTo("before-the-sale");
    assertThat(shown.getProgress()).isEqualTo("100%");
    assertThat(shown.getSize()).isPositive();
    assertThat(shown.getDbUser()).isEqualTo("dbadmin");
    assertThat(shown.getClusterName()).isEqualTo("captured");
    assertThat(warehouse.client().listSnapshots(new ListSnapshotsRequest()).getSnapshots())
        .extracting(Snapshots::getId)
        .contains(id);
    assertThat(
            warehouse
                .client()
                .listClusterSnapshots(
                    new ListClusterSnapshotsRequest()
                        .withClusterId(warehouse.clusterId())
                        .withLimit(1))
                .getSnapshots())
        .extracting(ClusterSnapshots::getClusterId)
        .containsExactly(warehouse.clusterId());
  }

  @Test
  void isTakenAgainAfterTheServerWasKilled() {
    String id = warehouse.capture("through-a-crash");
    Await.until(
        "the first part",
        () -> home.stored().stream().anyMatch(name -> name.contains(id) || isDone(id)));
    coffer.kill();

    coffer = RunningCoffer.start(home);
    warehouse = warehouse.through(coffer.account());

    assertThat(warehouse.finished(id).getStatus()).isEqualTo("AVAILABLE");
    assertThat(home.stored().stream().filter(name -> name.contains(id))).hasSize(8);
    warehouse.awaitStatus("AVAILABLE");
    delete(id);
  }

  @Test
  void ofAnEncryptedClusterIsSealedUnderItsKeyAndMakesAnEncryptedOne() throws SQLException {
    String key = coffer.cloud().createKey("warehouse", KeySpecEnum.AES_256);
    Warehouse sealed =
        Warehouse.create(
            coffer.account(),
            Warehouse.order("sealed", Warehouse.freePort())
                .withNumNode(1)
                .withMasterKeyId(key)
                .withCryptAlgorithm("generalCipher"));
    sealed.run(
        "CREATE TABLE secret AS SELECT 'a secret ' || n AS text FROM generate_series(1, 9) n");

    String id = sealed.capture("sealed");

    assertThat(sealed.finished(id).getStatus()).isEqualTo("AVAILABLE");
    assertThat(home.stored().stream().filter(name -> name.contains(id)))
        .hasSize(8)
        .allMatch(name -> name.endsWith(".sealed") || name.endsWith(".envelope"));
    assertThat(
            SignedIn.with(coffer.account())
                .get(
                    "/coffer/v1/%s/kms/keys/%s/dependents"
                        .formatted(coffer.account().projectId(), key))
                .get("encrypted_snapshots")
                .valueStream()
                .map(dependent -> dependent.get("id").asString()))
        .containsExactly(id);
    coffer.cloud().disable(key);
    assertThat(SdkTest.refusal(() -> restore(id, "never-made")))
        .returns("DWS.0001", ServiceResponseException::getErrorCode);
    coffer.cloud().enable(key);
    Warehouse again = sealed.other(restore(id, "sealed-again"));
    assertThat(again.ask("SELECT count(*) FROM secret")).isEqualTo("9");
    assertThat(encryption(again).get("master_key_id").asString()).isEqualTo(key);
    assertThat(encryption(again).get("id")).isNotEqualTo(encryption(sealed).get("id"));
    remove(again.clusterId());
    remove(sealed.clusterId());
  }

  private JsonNode encryption(Warehouse encrypted) {
    return SignedIn.with(coffer.account())
        .get(
            "/v1/%s/clusters/%s/encrypt-info"
                .formatted(coffer.account().projectId(), encrypted.clusterId()));
  }

  private String restore(String id, String name) {
    return warehouse
        .client()
        .restoreCluster(
            new RestoreClusterRequest()
                .withSnapshotId(id)
                .withBody(body -> body.withRestore(order -> order.withName(name))))
        .getCluster()
        .getId();
  }

  private boolean isDone(String id) {
    return warehouse.snapshot(id).getStatus().equals("AVAILABLE");
  }

  private void delete(String id) {
    warehouse.client().deleteSnapshot(new DeleteSnapshotRequest().withSnapshotId(id));
  }

  private void remove(String id) {
    warehouse.client().deleteDwsCluster(new DeleteDwsClusterRequest().withClusterId(id));
    Await.until(
        "the end of the cluster",
        () ->
            warehouse.client().listClusters(new ListClustersRequest()).getClusters().stream()
                .noneMatch(cluster -> cluster.getId().equals(id)));
  }
}
