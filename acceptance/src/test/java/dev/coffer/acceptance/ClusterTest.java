package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.dws.v2.DwsClient;
import com.huaweicloud.sdk.dws.v2.model.ClusterDetail;
import com.huaweicloud.sdk.dws.v2.model.ClusterInfo;
import com.huaweicloud.sdk.dws.v2.model.CreateClusterInfo;
import com.huaweicloud.sdk.dws.v2.model.CreateClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.CreateClusterV2Request;
import com.huaweicloud.sdk.dws.v2.model.DeleteClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.ListClusterDetailsRequest;
import com.huaweicloud.sdk.dws.v2.model.ListClustersRequest;
import com.huaweicloud.sdk.dws.v2.model.ListJobDetailsRequest;
import com.huaweicloud.sdk.dws.v2.model.ListJobDetailsResponse;
import com.huaweicloud.sdk.dws.v2.model.RestartClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.ShowClustersRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A warehouse cluster of real engines, through the vendor's DWS client. */
@TestInstance(Lifecycle.PER_CLASS)
final class ClusterTest {
  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer;
  private Account account;
  private final int port = Warehouse.freePort();
  private Warehouse warehouse;
  private DwsClient client;
  private String clusterId;

  @BeforeAll
  void create() {
    coffer = RunningCoffer.start(home);
    account = coffer.account();
    warehouse = Warehouse.create(account, Warehouse.order("whole", port));
    client = warehouse.client();
    clusterId = warehouse.clusterId();
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @Test
  void isListedAndShownAsItWasOrdered() {
    ClusterInfo listed =
        client.listClusters(new ListClustersRequest()).getClusters().stream()
            .filter(cluster -> cluster.getId().equals(clusterId))
            .findFirst()
            .orElseThrow();
    assertThat(listed.getStatus()).isEqualTo("AVAILABLE");
    assertThat(client.showClusters(new ShowClustersRequest()).getClusters())
        .extracting(ClusterInfo::getId)
        .contains(clusterId);
    ClusterDetail shown = warehouse.show();
    assertThat(shown.getPort()).isEqualTo(port);
    assertThat(shown.getUserName()).isEqualTo("dbadmin");
    assertThat(shown.getVersion()).isEqualTo("9.1.0");
    assertThat(shown.getSubStatus()).isEqualTo("NORMAL");
    assertThat(shown.getTaskStatus()).isEmpty();
    assertThat(shown.getActionProgress()).isEmpty();
    assertThat(shown.getNumberOfNode()).isEqualTo(3);
    assertThat(shown.getNodes()).hasSize(4);
    assertThat(shown.getEndpoints().getFirst().getJdbcUrl())
        .isEqualTo("jdbc:postgresql://127.0.0.1:" + port + "/gaussdb");
  }

  @Test
  void spreadsATableOverItsNodesAndKeepsItThroughARestart() throws SQLException {
    warehouse.run("CREATE TABLE sale (id bigint PRIMARY KEY, note text)");
    warehouse.run("INSERT INTO sale SELECT n, 'sale ' || n FROM generate_series(1, 3000) n");
    warehouse.run("SELECT coffer.distribute('sale', 'id')");
    client.restartCluster(
        new RestartClusterRequest()
            .withClusterId(clusterId)
            .withBody(body -> body.withRestart(Map.of())));
    assertThat(warehouse.show().getTaskStatus()).isIn("REBOOTING", "");
    warehouse.awaitStatus("AVAILABLE");
    assertThat(warehouse.ask("SELECT count(*) || ' ' || sum(id) FROM sale"))
        .isEqualTo("3000 4501500");
  }

  @Test
  void aKilledNodeIsStartedAgain() throws Exception {
    List<ProcessHandle> engines = Engines.postgresUnder(home.root());
    assertThat(engines).hasSize(4);
    Engines.kill(engines.getFirst());
    Await.until("all nodes again", () -> Engines.postgresUnder(home.root()).size() == 4);
    Await.until("the coordinator", () -> isAnswered());
  }

  @Test
  void aJobIsToldInText() {
    ListJobDetailsResponse job =
        client.listJobDetails(new ListJobDetailsRequest().withJobId(createOneAndDeleteIt()));
    assertThat(job.getJobName()).isEqualTo("CreateCluster");
    assertThat(job.getStatus()).isEqualTo("SUCCESS");
    assertThat(job.getProgress()).isEqualTo("100%");
  }

  @Test
  void tellsNothingOfEncryptionWhereThereIsNone() {
    assertThat(api().get("/v1/" + account.projectId() + "/clusters/" + clusterId + "/encrypt-info"))
        .isEmpty();
  }

  @Test
  void wrongOrdersAreRefused() {
    assertThat(
            refusal(
                () ->
                    client.createClusterV2(
                        new CreateClusterV2Request()
                            .withBody(
                                body ->
                                    body.withCluster(
                                        Warehouse.order("sealed", port).withMasterKeyId("k"))))))
        .returns("DWS.0001", ServiceResponseException::getErrorCode)
        .returns(400, ServiceResponseException::getHttpStatusCode);
    assertThat(
            refusal(
                () ->
                    client.createCluster(
                        new CreateClusterRequest().withBody(body -> body.withCluster(first("x"))))))
        .returns("DWS.5001", ServiceResponseException::getErrorCode);
    String absent = "97cbaab3-939e-4dbc-9187-0fe240f2b9fd";
    assertThat(
            refusal(
                () ->
                    client.listClusterDetails(
                        new ListClusterDetailsRequest().withClusterId(absent))))
        .returns("DWS.0047", ServiceResponseException::getErrorCode)
        .returns(404, ServiceResponseException::getHttpStatusCode);
    assertThat(
            refusal(
                () ->
                    client.listClusterDetails(
                        new ListClusterDetailsRequest().withClusterId("nonsense"))))
        .returns("DWS.0001", ServiceResponseException::getErrorCode);
  }

  @Test
  void anOrderOfABusyPortIsRefusedAtOnce() throws IOException {
    assertThat(refusal(() -> ordered("taken", port)))
        .returns("DWS.0001", ServiceResponseException::getErrorCode)
        .returns(400, ServiceResponseException::getHttpStatusCode)
        .extracting(ServiceResponseException::getErrorMsg, STRING)
        .contains("port " + port + " belongs to a cluster already");
    try (var busy = new ServerSocket(Warehouse.freePort(), 1, InetAddress.getLoopbackAddress())) {
      assertThat(refusal(() -> ordered("busy", busy.getLocalPort())))
          .returns("DWS.0001", ServiceResponseException::getErrorCode)
          .extracting(ServiceResponseException::getErrorMsg, STRING)
          .contains("port " + busy.getLocalPort() + " is in use on this host");
    }
    assertThat(client.listClusters(new ListClustersRequest()).getClusters())
        .extracting(ClusterInfo::getName)
        .doesNotContain("taken", "busy");
  }

  private void ordered(String name, int wanted) {
    var _ =
        client.createClusterV2(
            new CreateClusterV2Request()
                .withBody(body -> body.withCluster(Warehouse.order(name, wanted))));
  }

  /** Answers with the job that made it. */
  private String createOneAndDeleteIt() {
    var order =
        Map.of(
            "name", "passing",
            "node_type", "dws2.olap.4xlarge.m6",
            "number_of_node", 1,
            "vpc_id", "v",
            "subnet_id", "s",
            "security_group_id", "g",
            "user_name", "dbadmin",
            "user_pwd", Warehouse.PASSWORD,
            "port", Warehouse.freePort());
    var answer = api().post("/v1.0/" + account.projectId() + "/clusters", Map.of("cluster", order));
    String id = answer.get("cluster").get("id").asString();
    Await.until("a cluster", () -> status(id).equals("AVAILABLE"));
    client.deleteCluster(
        new DeleteClusterRequest()
            .withClusterId(id)
            .withBody(body -> body.withKeepLastManualSnapshot(0)));
    Await.until(
        "the end of the cluster",
        () ->
            client.listClusters(new ListClustersRequest()).getClusters().stream()
                .noneMatch(cluster -> cluster.getId().equals(id)));
    return answer.get("job_id").asString();
  }

  private SignedIn api() {
    return SignedIn.with(account);
  }

  private static CreateClusterInfo first(String name) {
    return new CreateClusterInfo()
        .withName(name)
        .withNodeType("dws2.olap.4xlarge.m6")
        .withNumberOfNode(3)
        .withVpcId("v")
        .withSubnetId("s")
        .withSecurityGroupId("g")
        .withUserName("dbadmin")
        .withUserPwd(Warehouse.PASSWORD);
  }

  private String status(String id) {
    return new Warehouse(client, id, 0).show().getStatus();
  }

  private boolean isAnswered() {
    try {
      return warehouse.ask("SELECT 1").equals("1");
    } catch (SQLException notYet) {
      return false;
    }
  }

  private static ServiceResponseException refusal(ThrowingCallable call) {
    return catchThrowableOfType(ServiceResponseException.class, call);
  }
}
