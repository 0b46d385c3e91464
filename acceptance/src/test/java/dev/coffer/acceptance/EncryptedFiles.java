package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.huaweicloud.sdk.gaussdb.v3.model.MysqlTdeInfo;
import com.huaweicloud.sdk.kms.v2.model.ListKeyDetailRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * An instance whose files are encrypted under a key of the KMS: by MariaDB's own plugin, or by the
 * volume that it lies on.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class EncryptedFiles {
  private final String cipher;
  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer = RunningCoffer.start(home);
  private String instanceId = "";
  private String backupId = "";
  private Map<String, Long> checksums = Map.of();

  /**
   * The same for each cipher.
   *
   * @param cipher as the API names it
   */
  EncryptedFiles(String cipher) {
    this.cipher = cipher;
  }

  @BeforeAll
  void load() throws Exception {
    Cloud cloud = coffer.cloud();
    Cloud.Ordered ordered =
        cloud.create(
            Cloud.order("sealed")
                .withTdeInfo(new MysqlTdeInfo().withEnableTde(true).withEncryptionType(cipher)));
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
    assertThat(marked(home.instance(instanceId))).isEmpty();
    assertThat(tde().path("enable_tde").asBoolean()).isTrue();
    assertThat(tde().path("encryption_type").asString()).isEqualTo(cipher);
    assertTheSearchFindsRows();
  }

  private void assertTheSearchFindsRows() throws Exception {
    if (isOnVolume()) {
      assertThat(LiveTree.files(mount()).filter(EncryptedFiles::isMarked)).isNotEmpty();
      return;
    }
    String plain = coffer.cloud().createInstance("in-the-clear");
    coffer.cloud().database(plain).load();
    assertThat(marked(home.instance(plain))).isNotEmpty();
    assertThatThrownBy(
            () ->
                coffer
                    .cloud()
                    .database(instanceId)
                    .run("CREATE TABLE shop.plain (a INT) ENGINE=MyISAM"))
        .as("other engines keep rows in the clear")
        .isInstanceOf(SQLException.class);
  }

  private boolean isOnVolume() {
    return cipher.equals("SM4");
  }

  private Path mount() {
    return home.instance(instanceId).resolve("mount");
  }

  private JsonNode tde() {
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
    // The engine moves its pages to a version only when there is one after it.
    for (int rotation = 0; rotation < (isOnVolume() ? 1 : 2); rotation++) {
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
    backupId = cloud.completeBackup(instanceId, "of-encrypted-files");
    assertThat(marked(home.backups())).isEmpty();
    Cloud.Ordered restored = cloud.create(Cloud.restoreOrder("remade", instanceId, backupId));
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
    JsonNode told = get("/kms/keys/" + masterKey() + "/dependents");
    assertThat(told.path("vaults").size()).isEqualTo(isOnVolume() ? 0 : 1);
    assertThat(told.path("encrypted_instances").findValuesAsString("id"))
        .hasSize(isOnVolume() ? 2 : 0);
    assertThat(told.path("backups").findValuesAsString("id"))
        .isEqualTo(isOnVolume() ? List.of(backupId) : List.of());
  }

  @Test
  @Order(7)
  void isOpenedByHandWithTheKeyRingAlone() throws Exception {
    Path opened = home.root().resolve("opened");
    var line =
        new ArrayList<>(
            List.of(
                "open",
                "--store",
                home.backups().toString(),
                "--backup",
                backupId,
                "--to",
                opened.toString()));
    if (!isOnVolume()) {
      line.add("--plain");
    }
    CofferCommand.Ended open = CofferCommand.run(home.root(), line.toArray(String[]::new));
    assertThat(open.code()).as(open.stderr()).isZero();
    if (isOnVolume()) {
      assertThat(OpenedFiles.serve(opened, Map.of()).checksums()).isEqualTo(checksums);
      return;
    }
    assertThat(marked(opened)).isEmpty();
    var vault = Pattern.compile("/v1/[0-9a-f]{64}").matcher(open.stdout());
    assertThat(vault.find()).as(open.stdout()).isTrue();
    assertServedWithKeysOf(opened, vault.group());
  }

  private void assertServedWithKeysOf(Path opened, String vault) throws Exception {
    Path token = home.root().resolve("token");
    CofferCommand keys =
        CofferCommand.start(
            home.root(),
            "key",
            "serve-files",
            "--keys",
            home.data().toString(),
            "--token-file",
            token.toString());
    try {
      Await.until("the keys of files", () -> keys.stdout().contains("keys of files at"));
      String address = keys.stdout().strip().replaceFirst(".* at (.*)/v1/VAULT", "$1");
      Database database =
          OpenedFiles.serve(
              opened,
              Map.of("VAULT_TOKEN", Files.readString(token)),
              "--plugin-load-add=hashicorp_key_management",
              "--hashicorp-key-management-vault-url=" + address + vault);
      assertThat(database.checksums()).isEqualTo(checksums);
    } finally {
      keys.process().destroy();
    }
  }

  @Test
  @Order(8)
  void startsWhereTheServerSpeaksTls() throws Exception {
    coffer.stop();
    assertThat(Mounts.under(home.root())).as("nothing is open without the server").isEmpty();
    coffer = RunningCoffer.start(home, SelfSigned.in(home.root()).options());
    assertThat(coffer.url()).startsWith("https://");
    awaitActive();
    assertThat(coffer.cloud().database(instanceId).checksums()).isEqualTo(checksums);
    if (backupId.isEmpty()) {
      return;
    }
    Cloud cloud = coffer.cloud();
    Cloud.Ordered restored = cloud.create(Cloud.restoreOrder("by-tls", instanceId, backupId));
    cloud.complete(restored.jobId());
    assertThat(cloud.database(restored.id()).checksums()).isEqualTo(checksums);
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

  /** The key that was made for the instance. */
  private String masterKey() {
    return coffer
        .cloud()
        .keys()
        .listKeyDetail(
            new ListKeyDetailRequest().withBody(body -> body.withKeyId("alias/tde-" + instanceId)))
        .getKeyInfo()
        .getKeyId();
  }

  private JsonNode get(String path) {
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

  /** The files in which a row stands; those that a volume shows are not on the disk. */
  private static List<Path> marked(Path directory) throws IOException {
    Path shown = directory.resolve("mount");
    return LiveTree.files(directory)
        .filter(file -> !file.startsWith(shown))
        .filter(EncryptedFiles::isMarked)
        .toList();
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
