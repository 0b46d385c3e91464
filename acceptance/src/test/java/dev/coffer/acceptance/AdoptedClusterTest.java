package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.dws.v2.model.DeleteClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.DeleteClusterRequestBody;
import com.huaweicloud.sdk.dws.v2.model.RestartClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.RestoreClusterRequest;
import dev.coffer.acceptance.SharedCoffer.Shared;
import dev.coffer.acceptance.Wire.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two servers that ran before Coffer knew of them, the one configured as initdb leaves it and the
 * other as Debian does it: captured where they are, then converted while clients commit.
 */
@ExtendWith(SharedCoffer.class)
final class AdoptedClusterTest {
  private static final String MARK = "PLAINTEXT-MARK-OF-ADOPTED-NODES";
  private static final String LEDGER = "SELECT count(*) || ' ' || sum(n) FROM ledger";
  private static final String WHOLE = "5000 12502500";
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Shared shared;
  private final Wire wire;
  private Path root;
  private ForeignNode coordinator;
  private ForeignNode dataNode;

  AdoptedClusterTest(Shared shared) {
    this.shared = shared;
    this.wire = Wire.to(shared.account.endpoint());
  }

  @BeforeEach
  void make() throws IOException, SQLException {
    root = Files.createTempDirectory(Path.of("/tmp"), "coffer-adopted-");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    coordinator = ForeignNode.make(root.resolve("coordinator"), true);
    dataNode = ForeignNode.make(root.resolve("data-node"), false);
    shared.home.allow(List.of(coordinator.listed(), dataNode.listed()));
    for (ForeignNode node : List.of(coordinator, dataNode)) {
      Warehouse direct = at(node.port());
      direct.run("CREATE TABLE committed (n bigint PRIMARY KEY)");
      direct.run("CREATE TABLE ledger (n bigint PRIMARY KEY, note text)");
      direct.run("INSERT INTO ledger SELECT n, '" + MARK + "' FROM generate_series(1, 5000) n");
    }
  }

  @AfterEach
  void stop() {
    coordinator.stop();
    dataNode.stop();
    ServerHome.delete(root);
  }

  @Test
  void whatOthersMadeIsCapturedConvertedAndFromThenOnOurs() throws IOException, SQLException {
    isNotAdoptedWithoutItsPassword();
    String id = adopt();
    isNotAdoptedTwice();
    Warehouse adopted = new Warehouse(shared.warehouse.client(), id, coordinator.port());
    assertRestores(capture(adopted, "before-" + shared.keyId.substring(0, 8)), adopted);
    isRefusedUntilItMayBeCopied(id);

    convertUnderClients(adopted);
    assertThat(Files.exists(coordinator.data())).isFalse();
    assertThat(Files.exists(dataNode.data())).isFalse();
    for (int n = 1; n <= 2; n++) {
      var node = new NodeExamination(clusters().resolve(id + "-an-" + n));
      assertThat(node.within("base", MARK)).as("the search finds it where it is").isNotEmpty();
      assertThat(node.below(MARK)).isEmpty();
    }

    adopted.client().restartCluster(restart(id));
    adopted.awaitStatus("AVAILABLE");
    DwsEncryption.of(shared.account).rotate(id, Map.of());
    assertThat(at(dataNode.port()).ask(LEDGER)).isEqualTo(WHOLE);
    assertThat(adopted.ask(LEDGER)).isEqualTo(WHOLE);
    assertRestores(capture(adopted, "after-" + shared.keyId.substring(0, 8)), adopted);
    remove(adopted);
  }

  private void isNotAdoptedWithoutItsPassword() {
    Answer refused = adopt("Another-Pass#1");
    assertThat(refused.status()).as("%s", refused).isEqualTo(400);
    assertThat(refused.message())
        .contains("the node at port " + coordinator.port())
        .contains("password authentication failed")
        .doesNotContain("Another-Pass#1");
  }

  private void isNotAdoptedTwice() {
    Answer refused = adopt(Warehouse.PASSWORD);
    assertThat(refused.status()).as("%s", refused).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("DWS.0001");
    assertThat(refused.message())
        .endsWith("the node at port %d belongs to a cluster already".formatted(coordinator.port()));
  }

  private void isRefusedUntilItMayBeCopied(String id) throws IOException, SQLException {
    String before = Files.readString(dataNode.rules());
    Files.writeString(dataNode.rules(), before.replaceAll("(?m)^.*\\breplication\\b.*$", ""));
    dataNode.reload();
    Answer refused = encrypt(id);
    assertThat(refused.status()).as("%s", refused).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("DWS.0001");
    assertThat(refused.message())
        .contains("the node at port " + dataNode.port(), dataNode.rules().toString())
        .contains("allow database replication", "cannot be converted as it is");
    assertThat(clusters().resolve(id + "-an-1")).doesNotExist();
    Files.writeString(dataNode.rules(), before);
    dataNode.reload();
  }

  private void convertUnderClients(Warehouse adopted) throws SQLException {
    var committers =
        List.of(
            new Committer(adopted, "committed"), new Committer(at(dataNode.port()), "committed"));
    long began = System.nanoTime();
    Answer begun = encrypt(adopted.clusterId());
    assertThat(begun.status()).as("%s", begun).isEqualTo(200);
    String job = begun.json().get("job_id").asString();
    Await.until(
        LONG,
        "the conversion",
        () -> !List.of("WAITING", "RUNNING").contains(adopted.job(job).getStatus()));
    var conversion = Duration.ofNanos(System.nanoTime() - began);
    assertThat(adopted.job(job).getStatus())
        .as(adopted.job(job).getFailedDetail())
        .isEqualTo("SUCCESS");
    for (Committer committer : committers) {
      int atTheEnd = committer.commits();
      Await.until("commits afterwards", () -> committer.commits() > atTheEnd + 20);
      Committer.assertShort(committer.end(), Duration.ofSeconds(30), conversion);
      assertThat(committer.missing()).isEmpty();
    }
  }

  private String capture(Warehouse captured, String name) {
    var snapshot = captured.finished(captured.capture(name));
    assertThat(snapshot.getStatus()).isEqualTo("AVAILABLE");
    return snapshot.getId();
  }

  private void assertRestores(String snapshot, Warehouse captured) throws SQLException {
    String id =
        captured
            .client()
            .restoreCluster(
                new RestoreClusterRequest()
                    .withSnapshotId(snapshot)
                    .withBody(body -> body.withRestore(order -> order.withName("restored-again"))))
            .getCluster()
            .getId();
    Warehouse restored = captured.other(id);
    assertThat(restored.port()).isNotEqualTo(captured.port());
    assertThat(restored.ask(LEDGER)).isEqualTo(WHOLE);
    assertThat(restored.ask("SHOW data_directory")).startsWith(clusters() + "/" + id);
    remove(restored);
  }

  private void remove(Warehouse warehouse) {
    warehouse
        .client()
        .deleteCluster(
            new DeleteClusterRequest()
                .withClusterId(warehouse.clusterId())
                .withBody(new DeleteClusterRequestBody().withKeepLastManualSnapshot(0)));
    Await.until(
        "the nodes to be gone",
        () ->
            Files.notExists(clusters().resolve(warehouse.clusterId() + "-an-2"))
                && Files.notExists(clusters().resolve(warehouse.clusterId() + "-dn-1")));
  }

  private static RestartClusterRequest restart(String id) {
    return new RestartClusterRequest()
        .withClusterId(id)
        .withBody(body -> body.withRestart(Map.of()));
  }

  private Path clusters() {
    return shared.home.data().resolve("clusters");
  }

  private Warehouse at(int port) {
    return new Warehouse(shared.warehouse.client(), "", port);
  }

  private String adopt() {
    Answer answer = adopt(Warehouse.PASSWORD);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return answer.json().at("/cluster/id").asString();
  }

  private Answer adopt(String password) {
    var order =
        Map.of(
            "name",
            "adopted-here",
            "user_name",
            Warehouse.USER,
            "password",
            password,
            "nodes",
            List.of(coordinator.place(), dataNode.place()));
    return post("/coffer/v1/%s/clusters/adopt".formatted(project()), order);
  }

  private Answer encrypt(String id) {
    return post(
        "/v2/%s/clusters/%s/encrypt".formatted(project(), id),
        Map.of(
            "encrypt", Map.of("master_key_id", shared.keyId, "crypt_algorithm", "generalCipher")));
  }

  private Answer post(String path, Object body) {
    return wire.send(
        Wire.Request.of("POST", path, Wire.JSON.writeValueAsString(body))
            .with("X-Auth-Token", wire.token(shared.account)));
  }

  private String project() {
    return shared.account.projectId();
  }
}
