package dev.coffer.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import dev.coffer.acceptance.CofferCommand.Ended;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.local.LocalWarehouseHost;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server whose control database is one of PostgreSQL. */
final class PostgresControlTest {
  private static final byte[] SECRET = "the control database's".getBytes(UTF_8);

  private final ServerHome home = ServerHome.create();
  private final ServerHome another = ServerHome.create();
  private Path access = Path.of("");
  private LocalWarehouseHost host = new LocalWarehouseHost(home.root().resolve("postgres"));

  @BeforeEach
  void startPostgres() throws IOException {
    Path engines = Files.createDirectory(home.root().resolve("postgres"));
    Files.setPosixFilePermissions(engines, PosixFilePermissions.fromString("rwx--x--x"));
    host = new LocalWarehouseHost(engines);
    try (SecretBytes secret = SecretBytes.copyOf(SECRET)) {
      Instance node =
          host.provision(new NodeOrder("control", Exposure.LOOPBACK, OptionalInt.empty(), secret));
      access = accessFile("access.json", node.port());
    }
  }

  private Path accessFile(String name, int port) throws IOException {
    Path file = Files.createFile(home.root().resolve(name));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    var fields =
        Map.of(
            "url",
            "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
            "user",
            "coffer",
            "password",
            HexFormat.of().formatHex(SECRET));
    return Files.writeString(file, Wire.JSON.writeValueAsString(fields));
  }

  @AfterEach
  void close() {
    another.close();
    home.close();
  }

  @Test
  void keepsWhatItAnsweredThroughAKill() {
    String key;
    String instance;
    String backup;
    try (RunningCoffer first = start()) {
      Cloud cloud = first.cloud();
      key = cloud.createKey("kept", KeySpecEnum.SM4);
      instance = cloud.createInstance("kept");
      cloud.turnOn(instance, key);
      backup = cloud.completeBackup(instance, "kept");
      first.kill();
    }
    try (RunningCoffer again = start()) {
      Cloud cloud = again.cloud();
      assertThat(cloud.encryption(instance)).isEqualTo("on");
      assertThat(cloud.backup(backup)).isPresent();
      Await.until(
          "the instance's return", () -> cloud.instance(instance).getStatus().equals("ACTIVE"));
    }
    assertThat(home.controlDatabase()).doesNotExist();
  }

  @Test
  void isHeldForOneServer() {
    try (RunningCoffer _ = start()) {
      assertRefused(another, access, "another server runs on this control database");
    }
  }

  @Test
  void isNamedWhereItCannotBeReached() throws IOException {
    host.stop("control");
    assertRefused(home, access, "cannot reach the control database");
  }

  @Test
  void isToldInAFileThatNobodyElseReads() throws IOException {
    Files.setPosixFilePermissions(access, PosixFilePermissions.fromString("rw-r-----"));
    assertRefused(home, access, "is open to others");
    Path other = accessFile("other.json", 1);
    Files.writeString(other, "{\"url\":\"jdbc:sqlite:x\",\"user\":\"u\",\"password\":\"hidden\"}");
    assertRefused(home, other, "is not JSON with the url");
  }

  private RunningCoffer start() {
    return RunningCoffer.start(home, "--database", access.toString());
  }

  private static void assertRefused(ServerHome home, Path access, String reason) {
    Ended ended = RunningCoffer.serve(home, "--database", access.toString()).ended();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.stderr())
        .contains(reason)
        .doesNotContain("hidden", HexFormat.of().formatHex(SECRET), "\tat ");
  }
}
