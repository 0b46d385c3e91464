package dev.coffer.acceptance;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.dws.v2.DwsClient;
import com.huaweicloud.sdk.dws.v2.model.ClusterDetail;
import com.huaweicloud.sdk.dws.v2.model.CreateClusterV2Request;
import com.huaweicloud.sdk.dws.v2.model.CreateSnapshotRequest;
import com.huaweicloud.sdk.dws.v2.model.ListClusterDetailsRequest;
import com.huaweicloud.sdk.dws.v2.model.ListJobDetailsRequest;
import com.huaweicloud.sdk.dws.v2.model.ListJobDetailsResponse;
import com.huaweicloud.sdk.dws.v2.model.ListSnapshotDetailsRequest;
import com.huaweicloud.sdk.dws.v2.model.SnapshotDetail;
import com.huaweicloud.sdk.dws.v2.model.V2CreateCluster;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One cluster, through the vendor's client and through its coordinator. */
record Warehouse(DwsClient client, String clusterId, int port) {
  static final String USER = "dbadmin";
  static final String PASSWORD = "Acceptance-Pass#1";

  static DwsClient client(Account account) {
    return DwsClient.newBuilder()
        .withCredential(
            new BasicCredentials()
                .withAk(account.accessKey())
                .withSk(account.secretKey())
                .withProjectId(account.projectId()))
        .withEndpoints(List.of(account.endpoint()))
        .build();
  }

  static V2CreateCluster order(String name, int port) {
    return new V2CreateCluster()
        .withName(name)
        .withFlavor("dws2.olap.4xlarge.m6")
        .withNumNode(3)
        .withDbName(USER)
        .withDbPassword(PASSWORD)
        .withDbPort(port)
        .withVpcId("3cf5e2a1-1b4a-4c52-8a4b-0a6f7a3d8a11")
        .withSubnetId("a0d5b7c8-60d3-4c9c-9b4d-2c5e8f1a7b22")
        .withDatastoreVersion("9.1.0")
        .withVolume(volume -> volume.withVolume("SSD").withCapacity(100));
  }

  /** Orders a cluster and waits until it serves. */
  static Warehouse create(Account account, V2CreateCluster order) {
    DwsClient client = client(account);
    String id =
        client
            .createClusterV2(new CreateClusterV2Request().withBody(body -> body.withCluster(order)))
            .getCluster()
            .getId();
    var made = new Warehouse(client, id, order.getDbPort());
    made.awaitStatus("AVAILABLE");
    return made;
  }

  /** The same after the server's address changed. */
  Warehouse through(Account account) {
    return new Warehouse(client(account), clusterId, port);
  }

  void awaitStatus(String status) {
    Await.until(
        "cluster to be " + status,
        () -> show().getStatus().equals(status) && show().getTaskStatus().isEmpty());
  }

  ClusterDetail show() {
    return client
        .listClusterDetails(new ListClusterDetailsRequest().withClusterId(clusterId))
        .getCluster();
  }

  ListJobDetailsResponse job(String jobId) {
    return client.listJobDetails(new ListJobDetailsRequest().withJobId(jobId));
  }

  /** Waits for a job's end, whichever it is. */
  ListJobDetailsResponse ended(String jobId) {
    return Await.present(
        "the end of job " + jobId,
        () ->
            Optional.of(job(jobId))
                .filter(job -> List.of("SUCCESS", "FAIL").contains(job.getStatus())));
  }

  /** Another cluster of the same account, which serves. */
  Warehouse other(String id) {
    var unknown = new Warehouse(client, id, 0);
    unknown.awaitStatus("AVAILABLE");
    return new Warehouse(client, id, unknown.show().getPort());
  }

  /** Begins a snapshot. */
  String capture(String name) {
    return client
        .createSnapshot(
            new CreateSnapshotRequest()
                .withBody(
                    body ->
                        body.withSnapshot(
                            snapshot -> snapshot.withClusterId(clusterId).withName(name))))
        .getSnapshot()
        .getId();
  }

  SnapshotDetail snapshot(String id) {
    return client
        .listSnapshotDetails(new ListSnapshotDetailsRequest().withSnapshotId(id))
        .getSnapshot();
  }

  /** Waits until a snapshot is finished, however. */
  SnapshotDetail finished(String id) {
    return Await.present(
        "the end of snapshot " + id,
        () -> Optional.of(snapshot(id)).filter(found -> !found.getStatus().equals("CREATING")));
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/gaussdb?connectTimeout=5", USER, PASSWORD);
  }

  void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  String ask(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  // Below the ports that the kernel hands to clients, within those that the vendor allows.
  static int freePort() {
    return new Random().ints(20_000, 30_000).filter(Warehouse::isFree).findFirst().orElseThrow();
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
