package dev.coffer.cli.demo;

import dev.coffer.cli.exit.CommandFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import tools.jackson.databind.JsonNode;

/** A warehouse cluster that becomes an encrypted one while clients write to it. */
final class ClusterTour {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int DATA_NODES = 3;
  private static final int CUSTOMERS = 30_000;
  private static final String USER = "dbadmin";

  private final Steps steps;
  private final ApiClient client;
  private final Path clusters;
  private final String algorithm;
  private final String password;
  private final String project;

  ClusterTour(Steps steps, ApiClient client, Path data, String algorithm, String password) {
    this.steps = steps;
    this.client = client;
    this.clusters = data.resolve("clusters");
    this.algorithm = algorithm;
    this.password = password;
    this.project = client.project();
  }

  /** Whether this process may mount what encrypted clusters rest on. */
  static boolean isPossible() {
    return System.getProperty("user.name").equals("root") && Files.isWritable(Path.of("/dev/fuse"));
  }

  void run(String key) throws Exception {
    String cluster = steps.step("create a warehouse cluster", this::create);
    String url = url(cluster);
    steps.detail("cluster " + cluster + ", a coordinator and " + DATA_NODES + " data nodes");
    steps.step("distribute tables over its nodes", _ -> load(url));
    steps.step("restart it, so that all is on the disk", percent -> restart(cluster, percent));
    TableFile file = TableFile.of(clusters.resolve(cluster + "-dn-1"), SampleData.MARKER);
    file.show(steps, "before");
    var load = new WarehouseLoad(url, USER, password);
    try {
      steps.step("convert it under load", percent -> convert(cluster, key, percent));
      LockSupport.parkNanos(SETTLE_NANOS);
    } finally {
      load.end();
    }
    load.report(steps);
    file.show(steps, "after");
  }

  private String create(IntConsumer percent) {
    var order =
        Map.of(
            "name", "warehouse",
            "node_type", "dws2.olap.4xlarge.m6",
            "number_of_node", DATA_NODES,
            "vpc_id", "demo",
            "subnet_id", "demo",
            "security_group_id", "demo",
            "user_name", USER,
            "user_pwd", password);
    JsonNode answer = client.post("/v1.0/" + project + "/clusters", Map.of("cluster", order));
    await(answer, percent);
    return answer.at("/cluster/id").asString();
  }

  private boolean restart(String cluster, IntConsumer percent) {
    await(client.post(path("/v1.0", cluster) + "/restart", Map.of("restart", Map.of())), percent);
    return true;
  }

  private boolean convert(String cluster, String key, IntConsumer percent) {
    var choice =
        Map.of(
            "master_key_id",
            key,
            "crypt_algorithm",
            algorithm.equals("SM4") ? "SMcompatible" : "generalCipher");
    await(client.post(path("/v2", cluster) + "/encrypt", Map.of("encrypt", choice)), percent);
    return true;
  }

  private boolean load(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, USER, password);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE customer (id int PRIMARY KEY, note text)");
      statement.execute("SELECT coffer.distribute('customer', 'id')");
      statement.execute(
          "INSERT INTO customer SELECT n, '%s ' || n FROM generate_series(1, %d) n"
              .formatted(SampleData.MARKER, CUSTOMERS));
      WarehouseLoad.prepare(statement);
    }
    return true;
  }

  private void await(JsonNode begun, IntConsumer percent) {
    String path = "/v1.0/" + project + "/job/" + begun.get("job_id").asString();
    while (true) {
      JsonNode told = client.get(path);
      switch (told.get("status").asString()) {
        case "SUCCESS" -> {
          return;
        }
        case "FAIL" ->
            throw new CommandFailed(
                told.get("job_name").asString()
                    + " failed: "
                    + told.get("failed_detail").asString());
        default -> percent.accept(Tour.percent(told.get("progress").asString()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private String url(String cluster) {
    return client.get(path("/v1.0", cluster)).at("/cluster/endpoints/0/jdbc_url").asString();
  }

  private String path(String version, String cluster) {
    return version + "/" + project + "/clusters/" + cluster;
  }
}
