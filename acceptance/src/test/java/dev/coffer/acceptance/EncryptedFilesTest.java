package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.huaweicloud.sdk.gaussdb.v3.model.MysqlTdeInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** An instance that encrypts its own files under keys of the KMS, by MariaDB's own plugin. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class EncryptedFilesTest {
  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer = RunningCoffer.start(home);
  private String instanceId = "";
  private Map<String, Long> checksums = Map.of();

  @BeforeAll
  void load() throws Exception {
    Cloud cloud = coffer.cloud();
    Cloud.Ordered ordered =
        cloud.create(
            Cloud.order("sealed")
                .withTdeInfo(new MysqlTdeInfo().withEnableTde(true).withEncryptionType("AES256")));
    cloud.complete(ordered.jobId());
    instanceId = ordered.id();
    String rows = "AS SELECT seq, CONCAT('%s-', seq) note FROM seq_1_to_20000";
    cloud
        .database(instanceId)
        .run(
            "CREATE DATABASE shop",
            "USE shop",
            "CREATE TABLE shop.customer (PRIMARY KEY (seq)) " + rows.formatted(Database.MARKER),
            "CREATE TABLE shop.purchase " + rows.formatted(Database.MARKER),
            "UPDATE shop.customer SET note = CONCAT(note, '-again')");
    checksums = cloud.database(instanceId).checksums();
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @Test
  @Order(1)
  void holdsNoRowInAnyOfItsFiles() throws Exception {
    String plain = coffer.cloud().createInstance("in-the-clear");
    coffer.cloud().database(plain).load();
    assertThat(marked(home.instance(plain))).as("the search finds rows").isNotEmpty();
    assertThat(marked(home.instance(instanceId))).isEmpty();
    assertThatThrownBy(
            () ->
                coffer
                    .cloud()
                    .database(instanceId)
                    .run("CREATE TABLE shop.plain (a INT) ENGINE=MyISAM"))
        .isInstanceOf(SQLException.class);
    assertThat(tde().path("enable_tde").asBoolean()).isTrue();
    assertThat(tde().path("encryption_type").asString()).isEqualTo("AES256");
  }

  private tools.jackson.databind.JsonNode tde() {
    Account account = coffer.account();
    Wire wire = Wire.to(coffer.url());
    return wire.send(
            Wire.Request.of("GET", "/v3.1/" + account.projectId() + "/instances/" + instanceId, "")
                .with("X-Auth-Token", wire.token(account)))
        .json()
        .at("/instance/tde_info");
  }

  @Test
  @Order(2)
  void startsAgainWithTheKmsAndOnlyWhileItsKeyCanBeUsed() throws Exception {
    restart();
    assertThat(coffer.cloud().database(instanceId).checksums()).isEqualTo(checksums);

    String key = masterKey();
    coffer.cloud().disable(key);
    assertThat(coffer.cloud().database(instanceId).checksums())
        .as("an engine that runs does not notice")
        .isEqualTo(checksums);
    Engines.kill(Engines.of(home, instanceId).orElseThrow());
    Await.until(
        "the instance to be told as failed",
        () -> coffer.cloud().instance(instanceId).getStatus().equals("FAILED"));

    coffer.cloud().enable(key);
    awaitActive();
    assertThat(coffer.cloud().database(instanceId).checksums()).isEqualTo(checksums);
  }

  @Test
  @Order(3)
  void servesOnUnderEachVersionOfItsKey() throws Exception {
    for (int rotation = 0; rotation < 2; rotation++) {
      post("/kms/keys/" + masterKey() + "/rotate");
      restart();
      assertThat(coffer.cloud().database(instanceId).checksums()).isEqualTo(checksums);
    }
    assertThat(marked(home.instance(instanceId))).isEmpty();
  }

  @Test
  @Order(4)
  void isBackedUpAndRestoredWithoutARowInTheClear() throws Exception {
    Cloud cloud = coffer.cloud();
    String backup = cloud.completeBackup(instanceId, "of-encrypted-files");
    assertThat(marked(home.backups())).isEmpty();
    Cloud.Ordered restored = cloud.create(Cloud.restoreOrder("remade", instanceId, backup));
    cloud.complete(restored.jobId());
    assertThat(cloud.database(restored.id()).checksums()).isEqualTo(checksums);
    assertThat(marked(home.instance(restored.id()))).isEmpty();
  }

  @Test
  @Order(5)
  void isFoundAgainByAServerThatWasKilled() throws Exception {
    long engine = Engines.of(home, instanceId).orElseThrow().pid();
    coffer.kill();
    coffer = RunningCoffer.start(home);
    awaitActive();
    assertThat(Engines.of(home, instanceId).orElseThrow().pid()).isEqualTo(engine);
    restart();
    assertThat(coffer.cloud().database(instanceId).checksums()).isEqualTo(checksums);
  }

  @Test
  @Order(6)
  void isNamedAmongWhatDiesWithItsKey() {
    assertThat(get("/kms/keys/" + masterKey() + "/dependents").path("vaults").size()).isEqualTo(1);
  }

  private void restart() {
    Account account = coffer.account();
    Wire wire = Wire.to(coffer.url());
    Wire.Answer answer =
        wire.send(
            Wire.Request.of(
                    "POST",
                    "/v3/" + account.projectId() + "/instances/" + instanceId + "/restart",
                    "{}")
                .with("X-Auth-Token", wire.token(account)));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
    coffer.cloud().complete(answer.json().get("job_id").asString());
  }

  private void awaitActive() {
    Await.until(
        "the instance to be active",
        () -> coffer.cloud().instance(instanceId).getStatus().equals("ACTIVE"));
  }

  private String masterKey() {
    return get("/kms/vaults").at("/vaults/0/key_id").asString();
  }

  private tools.jackson.databind.JsonNode get(String path) {
    return extension("GET", path).json();
  }

  private void post(String path) {
    Wire.Answer answer = extension("POST", path);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  private Wire.Answer extension(String method, String path) {
    Account account = coffer.account();
    Wire wire = Wire.to(coffer.url());
    return wire.send(
        Wire.Request.of(method, "/coffer/v1/" + account.projectId() + path, "")
            .with("X-Auth-Token", wire.token(account)));
  }

  /** The files in which a row stands. */
  private static List<Path> marked(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).filter(EncryptedFilesTest::isMarked).toList();
    }
  }

  private static boolean isMarked(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(Database.MARKER);
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
