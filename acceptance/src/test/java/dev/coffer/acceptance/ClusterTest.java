package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.dws.v2.DwsClient;
import com.huaweicloud.sdk.dws.v2.model.ClusterDetail;
import com.huaweicloud.sdk.dws.v2.model.ClusterInfo;
import com.huaweicloud.sdk.dws.v2.model.CreateClusterInfo;
import com.huaweicloud.sdk.dws.v2.model.CreateClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.CreateClusterV2Request;
import com.huaweicloud.sdk.dws.v2.model.DeleteDwsClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.ListClusterDetailsRequest;
import com.huaweicloud.sdk.dws.v2.model.ListClustersRequest;
import com.huaweicloud.sdk.dws.v2.model.ListJobDetailsRequest;
import com.huaweicloud.sdk.dws.v2.model.ListJobDetailsResponse;
import com.huaweicloud.sdk.dws.v2.model.RestartClusterRequest;
import com.huaweicloud.sdk.dws.v2.model.V2CreateCluster;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A warehouse cluster of real engines, through the vendor's DWS client. */
@TestInstance(Lifecycle.PER_CLASS)
final class ClusterTest {
  private static final String PASSWORD = "Acceptance-Pass#1";

  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer;
  private Account account;
  private DwsClient client;
  private int port;
  private String clusterId;

  @BeforeAll
  void create() {
    coffer = RunningCoffer.start(home);
    account = coffer.account();
    client =
        DwsClient.newBuilder()
            .withCredential(
                new BasicCredentials()
                    .withAk(account.accessKey())
                    .withSk(account.secretKey())
                    .withProjectId(account.projectId()))
            .withEndpoints(List.of(account.endpoint()))
            .build();
    port = freePort();
    clusterId =
        client
            .createClusterV2(
                new CreateClusterV2Request().withBody(body -> body.withCluster(second("whole"))))
            .getCluster()
            .getId();
    available();
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
    ClusterDetail shown = show();
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
    run("CREATE TABLE sale (id bigint PRIMARY KEY, note text)");
    run("INSERT INTO sale SELECT n, 'sale ' || n FROM generate_series(1, 3000) n");
    run("SELECT coffer.distribute('sale', 'id')");
    assertThat(ask("SELECT count(DISTINCT tableoid) FROM sale")).isEqualTo("3");
    client.restartCluster(
        new RestartClusterRequest()
            .withClusterId(clusterId)
            .withBody(body -> body.withRestart(Map.of())));
    assertThat(show().getTaskStatus()).isIn("REBOOTING", "");
    available();
    assertThat(ask("SELECT count(*) || ' ' || sum(id) FROM sale")).isEqualTo("3000 4501500");
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
        client.listJobDetails(new ListJobDetailsRequest().withJobId(createFirstAndGiveUp()));
    assertThat(job.getJobName()).isEqualTo("CreateCluster");
    assertThat(job.getStatus()).isIn("WAITING", "RUNNING", "FAIL");
    assertThat(job.getProgress()).endsWith("%");
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
                                body -> body.withCluster(second("sealed").withMasterKeyId("k"))))))
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

  /** Orders a cluster on a port that is taken, so that it fails, and answers with its job. */
  private String createFirstAndGiveUp() {
    var order =
        Map.of(
            "name", "taken",
            "node_type", "dws2.olap.4xlarge.m6",
            "number_of_node", 1,
            "vpc_id", "v",
            "subnet_id", "s",
            "security_group_id", "g",
            "user_name", "dbadmin",
            "user_pwd", PASSWORD,
            "port", port);
    var answer = api().post("/v1.0/" + account.projectId() + "/clusters", Map.of("cluster", order));
    String id = answer.get("cluster").get("id").asString();
    Await.until("the refusal of a taken port", () -> status(id).equals("CREATION FAILED"));
    client.deleteDwsCluster(new DeleteDwsClusterRequest().withClusterId(id));
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

  private V2CreateCluster second(String name) {
    return new V2CreateCluster()
        .withName(name)
        .withFlavor("dws2.olap.4xlarge.m6")
        .withNumCn(2)
        .withNumNode(3)
        .withDbName("dbadmin")
        .withDbPassword(PASSWORD)
        .withDbPort(port)
        .withVpcId("3cf5e2a1-1b4a-4c52-8a4b-0a6f7a3d8a11")
        .withSubnetId("a0d5b7c8-60d3-4c9c-9b4d-2c5e8f1a7b22")
        .withDatastoreVersion("9.1.0")
        .withVolume(volume -> volume.withVolume("SSD").withCapacity(100));
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
        .withUserPwd(PASSWORD);
  }

  private ClusterDetail show() {
    return client
        .listClusterDetails(new ListClusterDetailsRequest().withClusterId(clusterId))
        .getCluster();
  }

  private String status(String id) {
    return client
        .listClusterDetails(new ListClusterDetailsRequest().withClusterId(id))
        .getCluster()
        .getStatus();
  }

  private void available() {
    ClusterDetail settled =
        Await.present(
            "an idle cluster",
            () ->
                Optional.of(show())
                    .filter(cluster -> !cluster.getStatus().equals("CREATING"))
                    .filter(cluster -> cluster.getTaskStatus().isEmpty()));
    assertThat(settled.getStatus()).isEqualTo("AVAILABLE");
  }

  private boolean isAnswered() {
    try {
      return ask("SELECT 1").equals("1");
    } catch (SQLException notYet) {
      return false;
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/gaussdb", "dbadmin", PASSWORD);
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String ask(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  // Below the ports that the kernel hands to clients, within those that the vendor allows.
  private static int freePort() {
    return new Random().ints(20_000, 30_000).filter(ClusterTest::isFree).findFirst().orElseThrow();
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static ServiceResponseException refusal(ThrowingCallable call) {
    return catchThrowableOfType(ServiceResponseException.class, call);
  }
}
