package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.acceptance.SharedCoffer.Shared;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A MariaDB that ran before the server knew of it. */
@ExtendWith(SharedCoffer.class)
final class AdoptionTest {
  private final Shared shared;
  private final Wire wire;
  private ForeignDatabase foreign;
  private Map<String, Long> expected;

  AdoptionTest(Shared shared) {
    this.shared = shared;
    this.wire = Wire.to(shared.account.endpoint());
  }

  @BeforeEach
  void startAnother() throws IOException, SQLException {
    foreign = ForeignDatabase.start(shared.home.root().resolve("foreign"));
    shared.home.allow(List.of(foreign.listed()));
    try (Connection connection = foreign.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE shop");
      statement.execute("USE shop");
      for (String table : List.of("customer", "purchase", "note")) {
        statement.execute("CREATE TABLE shop." + table + " AS SELECT seq FROM seq_1_to_1000");
      }
      expected = Database.checksums(connection);
    }
  }

  @AfterEach
  void stop() {
    foreign.close();
  }

  @Test
  void whatTheOperatorDoesNotListIsNotAdopted() {
    shared.home.allow(List.of());
    Wire.Answer refused = adopt(foreign.adoption("unlisted"));
    assertThat(refused.status()).as(refused.response().body()).isEqualTo(400);
    assertThat(refused.message()).contains("is not on the operator's list");
  }

  @Test
  void anAdoptedServerIsBackedUpEncryptedAndLetGoUnharmed() throws SQLException {
    Wire.Answer adopted = adopt(foreign.adoption("adopted"));
    assertThat(adopted.status()).as(adopted.response().body()).isEqualTo(201);
    String id = adopted.json().at("/instance/id").asString();
    Wire.Answer again = adopt(foreign.adoption("adopted-again"));
    assertThat(again.status()).as(again.response().body()).isEqualTo(400);
    assertThat(again.message()).contains("belongs to an instance already");
    assertThat(shared.cloud.instance(id).getStatus()).isEqualTo("ACTIVE");

    shared.cloud.turnOn(id, shared.keyId);
    String backup = shared.cloud.completeBackup(id, "adopted");
    Cloud.Ordered restored = shared.cloud.create(Cloud.restoreOrder("from-adopted", id, backup));
    shared.cloud.complete(restored.jobId());
    assertThat(shared.cloud.database(restored.id()).checksums()).isEqualTo(expected);

    Wire.Answer letGo = send("DELETE", "/v3/" + project() + "/instances/" + id, "");
    shared.cloud.complete(letGo.json().get("job_id").asString());
    try (Connection connection = foreign.connect()) {
      assertThat(Database.checksums(connection)).isEqualTo(expected);
    }
  }

  @Test
  void aDirectoryThatTheServerDoesNotUseIsRefused() {
    var other = new HashMap<>(foreign.adoption("other"));
    shared.home.allow(
        List.of(
            Map.of(
                "engine",
                "mariadb",
                "data_directory",
                foreign.data() + "/mysql",
                "owner",
                "mysql",
                "port",
                foreign.port())));
    other.put("data_directory", foreign.data() + "/mysql");
    Wire.Answer refused = adopt(other);
    assertThat(refused.status()).as(refused.response().body()).isEqualTo(400);
    assertThat(refused.message()).contains("the server uses data directory " + foreign.data());
    var wrong = new HashMap<>(foreign.adoption("other"));
    wrong.put("password", "Another-Pass#1");
    shared.home.allow(List.of(foreign.listed()));
    Wire.Answer closed = adopt(wrong);
    assertThat(closed.message()).contains("does not let boss in").doesNotContain("Another-Pass#1");
  }

  private Wire.Answer adopt(Map<String, Object> body) {
    return send(
        "POST", "/coffer/v1/" + project() + "/instances/adopt", Wire.JSON.writeValueAsString(body));
  }

  private Wire.Answer send(String method, String path, String body) {
    return wire.send(
        Wire.Request.of(method, path, body).with("X-Auth-Token", wire.token(shared.account)));
  }

  private String project() {
    return shared.account.projectId();
  }
}
