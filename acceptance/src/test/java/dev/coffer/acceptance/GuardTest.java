package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A server that keeps duties apart and runs encrypted backup as a private beta. */
@TestInstance(Lifecycle.PER_CLASS)
final class GuardTest {
  private CofferServer server;
  private Account account;
  private Wire wire;
  private String token = "";

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    Path data = directory.resolve("data");
    server =
        CofferServer.start(
            new ServerConfig(
                data,
                Optional.empty(),
                "127.0.0.1",
                0,
                "cn-north-4",
                Compression.ZSTD,
                true,
                ServerConfig.Audit.USUAL,
                new ServerConfig.Guard(0, Optional.empty(), true, true),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(10)));
    account = Account.read(data.resolve("server/bootstrap.json"));
    wire = Wire.to(account.endpoint());
    token = wire.token(account);
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private Answer send(String method, String path, Map<String, ?> body) {
    String text = body.isEmpty() ? "" : Wire.JSON.writeValueAsString(body);
    return wire.send(Request.of(method, path, text).with("X-Auth-Token", token));
  }

  private String role(String name) {
    Answer found = send("GET", "/v3/roles?display_name=" + name, Map.of());
    return found.json().at("/roles/0/id").asString();
  }

  private Answer take(String role) {
    Answer own = send("GET", "/v3/users?name=" + account.userName(), Map.of());
    String user = own.json().at("/users/0/id").asString();
    return send("PUT", "/coffer/v1/users/" + user + "/roles/" + role(role), Map.of());
  }

  private Answer leave(String role) {
    Answer own = send("GET", "/v3/users?name=" + account.userName(), Map.of());
    String user = own.json().at("/users/0/id").asString();
    return send("DELETE", "/coffer/v1/users/" + user + "/roles/" + role(role), Map.of());
  }

  @Test
  void whoMayDoEverythingDoesOneDutyAtATime() {
    String createKey = "/v1.0/" + account.projectId() + "/kms/create-key";
    String random = "/v1.0/" + account.projectId() + "/kms/create-datakey";
    assertThat(send("POST", createKey, Map.of("key_alias", "first")).code()).isEqualTo("KMS.0307");
    assertThat(take("key_administrator").status()).isEqualTo(204);
    Answer made = send("POST", createKey, Map.of("key_alias", "first"));
    assertThat(made.status()).isEqualTo(200);
    Map<String, String> key = Map.of("key_id", made.json().at("/key_info/key_id").asString());
    assertThat(send("POST", random, key).code()).isEqualTo("KMS.0307");
    assertThat(take("operator").status()).isEqualTo(403);

    assertThat(leave("key_administrator").status()).isEqualTo(204);
    assertThat(take("operator").status()).isEqualTo(204);
    assertThat(send("POST", random, key).status()).isEqualTo(200);
    assertThat(send("POST", createKey, Map.of("key_alias", "second")).code()).isEqualTo("KMS.0307");
    privateBetaIsOpenToAdmittedProjectsOnly();
    assertThat(leave("operator").status()).isEqualTo(204);
  }

  // Needs an operator, which the first user is at that moment.
  private void privateBetaIsOpenToAdmittedProjectsOnly() {
    String encryption =
        "/v3/" + account.projectId() + "/instances/" + "0".repeat(32) + "in07/backups/encryption";
    String admission = "/coffer/v1/" + account.projectId() + "/private-beta/encrypted-backup";
    Map<String, String> off = Map.of("encryption_status", "off");
    Answer closed = send("POST", encryption, off);
    assertThat(closed.status()).isEqualTo(403);
    assertThat(closed.message()).contains("private beta");
    assertThat(send("GET", encryption, Map.of()).code()).isEqualTo("DBS.200002");

    assertThat(send("PUT", admission, Map.of()).status()).isEqualTo(204);
    assertThat(send("POST", encryption, off).code()).isEqualTo("DBS.200002");
    assertThat(send("DELETE", admission, Map.of()).status()).isEqualTo(204);
    assertThat(send("POST", encryption, off).status()).isEqualTo(403);
  }
}
