package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.gaussdb.v3.model.MysqlTdeInfo;
import com.huaweicloud.sdk.kms.v2.model.CancelKeyDeletionRequest;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import com.huaweicloud.sdk.kms.v2.model.DeleteKeyRequest;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.ring.KeyContext;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.Passphrase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;

/**
 * A master key's end: what dies with it is told while it can still be kept, and once its day has
 * come nothing on the disk opens any of it.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class KeyDeletionTest {
  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer = RunningCoffer.start(home);
  private String keyId = "";
  private String fileKeyId = "";
  private String instanceId = "";
  private String backupId = "";
  private Warehouse warehouse;

  @BeforeAll
  void encryptEverything() throws Exception {
    Cloud cloud = coffer.cloud();
    keyId = cloud.createKey("mortal", KeySpecEnum.AES_256);
    Cloud.Ordered ordered =
        cloud.create(
            Cloud.order("mortal")
                .withTdeInfo(new MysqlTdeInfo().withEnableTde(true).withEncryptionType("AES256")));
    cloud.complete(ordered.jobId());
    instanceId = ordered.id();
    cloud
        .database(instanceId)
        .run(
            "CREATE DATABASE shop",
            "USE shop",
            "CREATE TABLE shop.customer AS SELECT seq, CONCAT('%s-', seq) note FROM seq_1_to_5000"
                .formatted(Database.MARKER));
    fileKeyId = get("/kms/vaults").at("/vaults/0/key_id").asString();
    cloud.turnOn(instanceId, keyId);
    backupId = cloud.completeBackup(instanceId, "mortal");
    warehouse =
        Warehouse.create(
            coffer.account(),
            Warehouse.order("mortal", Warehouse.freePort())
                .withNumNode(1)
                .withMasterKeyId(keyId)
                .withCryptAlgorithm("generalCipher"));
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @Test
  void leavesNothingOnTheDiskThatOpensWhatWasUnderTheKey() throws Exception {
    assertEverythingUnderTheKeysIsTold();
    List<String> sealed = sealedMaterial();
    byte[] dataKey = dataKeyOfTheBackup();
    assertThat(filesWith(ascii(sealed))).containsExactly(home.server().resolve("keyring.json"));

    schedule(keyId);
    schedule(fileKeyId);
    assertThat(dependents(keyId).path("key_gone_at").asString()).isNotEmpty();
    assertThat(filesWith(ascii(sealed))).as("they can still be called back").isNotEmpty();
    letTheDayCome();

    assertThat(filesWith(ascii(sealed))).isEmpty();
    assertThat(filesWith(spellings(dataKey))).isEmpty();
    assertThat(filesWith(List.of(ascii(Database.MARKER)))).isEmpty();
    assertNoWayBack();
    assertNothingStarts();
    assertTheBackupOpensNowhere();
  }

  private void assertEverythingUnderTheKeysIsTold() {
    JsonNode told = dependents(keyId);
    assertDependent(told.path("backups"), backupId, "deleted");
    assertDependent(told.path("encrypted_clusters"), warehouse.clusterId(), "deleted");
    assertDependent(told.path("encrypting_instances"), instanceId, "encryption_off_or_other_key");
    String vault = get("/kms/vaults").at("/vaults/0/id").asString();
    assertDependent(dependents(fileKeyId).path("vaults"), vault, "deleted");

    CofferCommand.Ended command =
        CofferCommand.run(
            home.root(),
            "key",
            "dependents",
            keyId,
            "--account",
            home.server().resolve("bootstrap.json").toString());
    assertThat(command.stdout())
        .containsPattern("backup " + backupId + " .*: needed until it is deleted")
        .containsPattern("cluster " + warehouse.clusterId() + ": .*needed until it is deleted")
        .containsPattern("instance " + instanceId + ": .*until its encryption is off");
  }

  private static void assertDependent(JsonNode dependents, String id, String neededUntil) {
    assertThat(dependents.size()).as(dependents.toString()).isEqualTo(1);
    assertThat(dependents.get(0).path("id").asString()).isEqualTo(id);
    assertThat(dependents.get(0).path("needed_until").asString()).isEqualTo(neededUntil);
  }

  private void assertNoWayBack() {
    for (String key : List.of(keyId, fileKeyId)) {
      assertThat(
              SdkTest.refusal(
                  () ->
                      coffer
                          .cloud()
                          .keys()
                          .cancelKeyDeletion(
                              new CancelKeyDeletionRequest().withBody(b -> b.withKeyId(key)))))
          .returns("KMS.0207", ServiceResponseException::getErrorCode);
      Wire.Answer again =
          send(
              "POST",
              "/coffer/v1/" + coffer.account().projectId() + "/kms/keys",
              "{\"key_id\":\"%s\",\"key_alias\":\"again\"}".formatted(key));
      assertThat(again.code()).as(again.toString()).isEqualTo("KMS.0205");
    }
  }

  private void assertNothingStarts() {
    Await.until(
        "the instance to be told as failed",
        () -> coffer.cloud().instance(instanceId).getStatus().equals("FAILED"));
    warehouse.through(coffer.account()).awaitStatus("UNAVAILABLE");
    assertThat(Engines.under(home.root())).isEmpty();
    assertThat(Engines.postgresUnder(home.root())).isEmpty();
    assertThat(Mounts.under(home.root())).isEmpty();
  }

  private void assertTheBackupOpensNowhere() {
    assertThat(
            SdkTest.refusal(
                () ->
                    coffer.cloud().create(Cloud.restoreOrder("never-made", instanceId, backupId))))
        .returns("DBS.280204", ServiceResponseException::getErrorCode);
    String project = coffer.account().projectId();
    Wire.Answer check =
        send("POST", "/coffer/v1/" + project + "/backups/" + backupId + "/check", "");
    assertThat(coffer.cloud().failed(check.json().path("job_id").asString()))
        .contains(keyId + " does not open it");

    Path opened = home.root().resolve("opened");
    CofferCommand.Ended open =
        CofferCommand.run(
            home.root(),
            "open",
            "--store",
            home.backups().toString(),
            "--backup",
            backupId,
            "--to",
            opened.toString());
    assertThat(open.code()).isEqualTo(1);
    assertThat(open.stderr()).contains(keyId);
    assertThat(opened).doesNotExist();
  }

  private void schedule(String key) {
    coffer
        .cloud()
        .keys()
        .deleteKey(new DeleteKeyRequest().withBody(b -> b.withKeyId(key).withPendingDays("7")));
  }

  // What would take a week is written into the database of the stopped server.
  private void letTheDayCome() throws SQLException {
    coffer.stop();
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + home.controlDatabase());
        Statement statement = database.createStatement()) {
      statement.execute("UPDATE kms_key SET deletion_at = 1 WHERE deletion_at IS NOT NULL");
    }
    coffer = RunningCoffer.start(home);
  }

  /** The material of both keys, as it stands in the ring. */
  private List<String> sealedMaterial() throws IOException {
    JsonNode ring = firstLine(home.server().resolve("keyring.json"));
    return Stream.of(keyId, fileKeyId)
        .flatMap(key -> ring.path("keys").path(key).path("versions").valueStream())
        .map(version -> version.path("material").asString())
        .toList();
  }

  private static JsonNode firstLine(Path file) throws IOException {
    return Wire.JSON.readTree(Files.readString(file).lines().findFirst().orElseThrow());
  }

  private byte[] dataKeyOfTheBackup() throws IOException {
    JsonNode wrapping =
        firstLine(home.backups().resolve(backupId + ".envelope")).findValue("wrapped");
    byte[] wrapped = Base64.getDecoder().decode(wrapping.asString());
    try (RingStorage ring = RingStorage.open(home.server(), Passphrase.none(), new SecureRandom());
        SecretBytes dataKey =
            ring.unwrap(new KeyContext(KeyContext.Purpose.BACKUP, backupId), wrapped)) {
      return dataKey.open(SecretAccess.revealingSecrets(), byte[]::clone);
    }
  }

  private static List<byte[]> spellings(byte[] secret) {
    return List.of(
        secret,
        ascii(HexFormat.of().formatHex(secret)),
        ascii(HexFormat.of().withUpperCase().formatHex(secret)),
        ascii(Base64.getEncoder().withoutPadding().encodeToString(secret)));
  }

  private static List<byte[]> ascii(List<String> texts) {
    assertThat(texts).isNotEmpty();
    return texts.stream().map(KeyDeletionTest::ascii).toList();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Every file of the server, its engines' data and volumes among them, that holds one of these.
   */
  private List<Path> filesWith(List<byte[]> secrets) throws IOException {
    List<String> wanted =
        secrets.stream().map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)).toList();
    var found = new ArrayList<Path>();
    for (Path file : LiveTree.files(home.root()).toList()) {
      String content = read(file);
      if (wanted.stream().anyMatch(content::contains)) {
        found.add(file);
      }
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException gone) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode dependents(String key) {
    return get("/kms/keys/" + key + "/dependents");
  }

  private JsonNode get(String path) {
    return send("GET", "/coffer/v1/" + coffer.account().projectId() + path, "").json();
  }

  private Wire.Answer send(String method, String path, String body) {
    Wire wire = Wire.to(coffer.url());
    return wire.send(
        Wire.Request.of(method, path, body).with("X-Auth-Token", wire.token(coffer.account())));
  }
}
