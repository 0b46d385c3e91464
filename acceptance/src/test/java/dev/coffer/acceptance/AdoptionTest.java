package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.acceptance.SharedCoffer.Shared;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A MariaDB that ran before the server knew of it: here the shared instance's own engine. */
@ExtendWith(SharedCoffer.class)
final class AdoptionTest {
  private final Shared shared;
  private final Wire wire;

  AdoptionTest(Shared shared) {
    this.shared = shared;
    this.wire = Wire.to(shared.account.endpoint());
  }

  @Test
  void anAdoptedServerIsBackedUpEncryptedAndLetGoUnharmed() throws SQLException {
    Wire.Answer adopted = adopt(dataDirectory());
    assertThat(adopted.status()).as(adopted.response().body()).isEqualTo(201);
    String id = adopted.json().at("/instance/id").asString();
    assertThat(shared.cloud.instance(id).getStatus()).isEqualTo("ACTIVE");

    shared.cloud.turnOn(id, shared.keyId);
    String backup = shared.cloud.completeBackup(id, "adopted");
    Cloud.Ordered restored = shared.cloud.create(Cloud.restoreOrder("from-adopted", id, backup));
    shared.cloud.complete(restored.jobId());
    assertThat(shared.cloud.database(restored.id()).checksums()).isEqualTo(shared.checksums);

    Wire.Answer letGo = send("DELETE", "/v3/" + project() + "/instances/" + id, "");
    shared.cloud.complete(letGo.json().get("job_id").asString());
    assertThat(shared.cloud.database(shared.instanceId).checksums()).isEqualTo(shared.checksums);
  }

  @Test
  void aDirectoryThatTheServerDoesNotUseIsRefused() {
    Wire.Answer refused = adopt(shared.home.root());
    assertThat(refused.status()).as(refused.response().body()).isEqualTo(400);
  }

  private Path dataDirectory() {
    return shared.home.data().resolve("instances").resolve(shared.instanceId).resolve("data");
  }

  private Wire.Answer adopt(Path directory) {
    Database database = shared.cloud.database(shared.instanceId);
    return send(
        "POST",
        "/coffer/v1/" + project() + "/instances/adopt",
        Wire.JSON.writeValueAsString(
            Map.of(
                "name",
                "adopted",
                "host",
                database.host(),
                "port",
                database.port(),
                "user_name",
                "root",
                "password",
                Cloud.PASSWORD,
                "data_directory",
                directory.toString())));
  }

  private Wire.Answer send(String method, String path, String body) {
    return wire.send(
        Wire.Request.of(method, path, body).with("X-Auth-Token", wire.token(shared.account)));
  }

  private String project() {
    return shared.account.projectId();
  }
}
