package dev.coffer.cli.demo;

import dev.coffer.cli.exit.CommandFailed;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import tools.jackson.databind.JsonNode;

/** The steps of the demonstration, through the API as any client would take them. */
final class Tour {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Steps steps;
  private final ApiClient client;
  private final Path data;
  private final String algorithm;
  private final String password = password();
  private final String project;

  Tour(Steps steps, ApiClient client, Path data, String algorithm) {
    this.steps = steps;
    this.client = client;
    this.project = client.project();
    this.data = data;
    this.algorithm = algorithm;
  }

  /** Returns the id of the key that it made. */
  String run() throws Exception {
    steps.step("get a token", _ -> client.signIn());
    String key = steps.step("create a KMS key (" + algorithm + ")", _ -> createKey());
    steps.detail("key " + key);
    String source = steps.step("provision a MariaDB instance", this::createInstance);
    steps.detail("instance " + source + " on port " + port(source));
    Map<String, Long> before = steps.step("load data", percent -> load(source, percent));
    steps.step("turn encrypted backup on", _ -> turnOn(source, key));
    String backup = steps.step("back up", percent -> backUp(source, percent));
    describe(backup);
    StoredBytes stored =
        steps.step("look at the stored bytes", _ -> StoredBytes.of(data.resolve("backups")));
    stored.report(steps);
    String target =
        steps.step("restore into a new instance", percent -> restore(source, backup, percent));
    steps.detail("instance " + target + " on port " + port(target));
    Map<String, Long> after = steps.step("compare every table's checksum", _ -> checksums(target));
    compare(before, after);
    return key;
  }

  /** What the databases that it makes are opened with. */
  String databasePassword() {
    return password;
  }

  private String createKey() {
    return client
        .post(
            "/v1.0/" + project + "/kms/create-key",
            Map.of("key_alias", "demo", "key_spec", algorithm))
        .at("/key_info/key_id")
        .asString();
  }

  private String createInstance(IntConsumer percent) {
    return order("shop", Map.of(), percent);
  }

  private String restore(String source, String backup, IntConsumer percent) {
    return order(
        "shop-restored",
        Map.of("restore_point", Map.of("source_instance_id", source, "backup_id", backup)),
        percent);
  }

  private String order(String name, Map<String, ?> more, IntConsumer percent) {
    var order =
        new HashMap<String, Object>(
            Map.of(
                "name", name,
                "region", "cn-north-4",
                "datastore", Map.of("type", "gaussdb-mysql", "version", "8.0"),
                "mode", "Cluster",
                "flavor_ref", "gaussdb.mysql.xlarge.x86.4",
                "vpc_id", "demo",
                "subnet_id", "demo",
                "password", password,
                "availability_zone_mode", "single",
                "slave_count", 0));
    order.putAll(more);
    JsonNode answer = client.post("/v3/" + project + "/instances", order);
    await(answer.get("job_id").asString(), percent);
    return answer.at("/instance/id").asString();
  }

  private boolean turnOn(String instance, String key) {
    client.post(
        "/v3/" + project + "/instances/" + instance + "/backups/encryption",
        Map.of("encryption_status", "on", "type", "kms", "kms_key_id", key));
    return true;
  }

  private String backUp(String instance, IntConsumer percent) {
    JsonNode answer =
        client.post(
            "/v3/" + project + "/backups/create",
            Map.of("instance_id", instance, "name", "demo-backup"));
    await(answer.get("job_id").asString(), percent);
    return answer.at("/backup/id").asString();
  }

  private void describe(String backup) {
    JsonNode told = client.get("/coffer/v1/" + project + "/backups/" + backup + "/encryption");
    steps.detail(
        "backup %s: %s under key version %s"
            .formatted(backup, told.get("suite").asString(), told.get("key_version").asString()));
  }

  private void await(String job, IntConsumer percent) {
    while (true) {
      JsonNode told = client.get("/v3/" + project + "/jobs?id=" + job).get("job");
      switch (told.get("status").asString()) {
        case "Completed" -> {
          return;
        }
        case "Failed" ->
            throw new CommandFailed(
                told.get("name").asString() + " failed: " + told.get("fail_reason").asString());
        default -> percent.accept(percent(told.get("process").asString()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  static int percent(String process) {
    return process.endsWith("%") ? Integer.parseInt(process.substring(0, process.length() - 1)) : 0;
  }

  private Map<String, Long> load(String instance, IntConsumer percent) throws SQLException {
    try (Connection connection = connect(instance)) {
      SampleData.load(connection, percent);
      return SampleData.checksums(connection);
    }
  }

  private Map<String, Long> checksums(String instance) throws SQLException {
    try (Connection connection = connect(instance)) {
      return SampleData.checksums(connection);
    }
  }

  private void compare(Map<String, Long> before, Map<String, Long> after) {
    before.forEach(
        (table, sum) -> {
          if (!sum.equals(after.get(table))) {
            throw new CommandFailed(
                "table %s has checksum %s, and %s after the restore"
                    .formatted(table, sum, after.get(table)));
          }
          steps.detail("shop.%-10s %d: equal".formatted(table, sum));
        });
  }

  private String port(String instance) {
    return client.get("/v3/" + project + "/instances/" + instance).at("/instance/port").asString();
  }

  private Connection connect(String instance) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", "root");
    properties.setProperty("password", password);
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:" + port(instance) + "/", properties);
  }

  private static String password() {
    return "Aa1-" + Long.toHexString(new SecureRandom().nextLong());
  }
}
