package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import dev.coffer.acceptance.Wire.Answer;
import dev.coffer.acceptance.Wire.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What a conversion is refused for, and that nothing has changed then: the cluster is shown as
 * before, to the letter. Its nodes lie on a disk of their own, so that it can be made a small one.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class ConversionRefusalTest {
  private static final String DISK = "tmpfs";

  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer;
  private Wire wire;
  private String token = "";
  private Warehouse warehouse;
  private String keyId;
  private String before = "";

  @BeforeAll
  void order() throws IOException {
    coffer = RunningCoffer.start(home);
    Files.createDirectories(disk());
    NodeExamination.run("mount", "-t", DISK, "-o", "size=4g,mode=711", DISK, disk().toString());
    wire = Wire.to(coffer.account().endpoint());
    token = wire.token(coffer.account());
    keyId = coffer.cloud().createKey("refused", KeySpecEnum.AES_256);
    var order = Warehouse.order("refused", Warehouse.freePort()).withNumNode(1);
    warehouse = Warehouse.create(coffer.account(), order);
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
      Mounts.detach(disk());
    }
  }

  @BeforeEach
  void look() {
    before = shown();
  }

  @AfterEach
  void nothingChanged() {
    assertThat(shown()).isEqualTo(before);
    assertThat(DwsEncryption.of(coffer.account()).info(warehouse.clusterId()).id).isEmpty();
    assertThat(node("cn").resolve("volume")).doesNotExist();
    assertThat(node("dn").resolve("volume")).doesNotExist();
  }

  @Test
  void whatIsMissingIsNamed() {
    assertRefused(400, "DWS.0001", "encrypt is missing", encryptWith("{}"));
    assertRefused(400, "DWS.0001", "encrypt is missing", encryptWith("{\"encrypt\":null}"));
    assertRefused(
        400, "DWS.0001", "crypt_algorithm is missing", encrypt(Map.of("master_key_id", keyId)));
    assertRefused(
        400,
        "DWS.0001",
        "master_key_id is missing",
        encrypt(Map.of("crypt_algorithm", "generalCipher")));
    Answer nothing = encryptWith("");
    assertThat(nothing.status()).as("%s", nothing).isEqualTo(400);
    assertThat(nothing.code()).startsWith("DWS.000");
  }

  @Test
  void anUnknownAlgorithmIsNamed() {
    assertRefused(
        400,
        "DWS.0001",
        "crypt_algorithm has a value that is not allowed",
        encrypt(keyId, "ROT13"));
  }

  @Test
  void aKeyThatCannotWrapAClusterKeyIsNamed() {
    for (KeySpecEnum spec : List.of(KeySpecEnum.RSA_2048, KeySpecEnum.SM2)) {
      String other = coffer.cloud().createKey("other-" + spec.getValue(), spec);
      assertRefused(
          400, "DWS.0001", "of a kind that cannot be used", encrypt(other, "generalCipher"));
    }
    String disabled = coffer.cloud().createKey("disabled", KeySpecEnum.SM4);
    coffer.cloud().disable(disabled);
    assertRefused(400, "DWS.0001", "is disabled", encrypt(disabled, "generalCipher"));
    assertRefused(
        400,
        "DWS.0001",
        "does not exist",
        encrypt("00000000-0000-4000-8000-000000000000", "generalCipher"));
    assertRefused(
        400,
        "DWS.0001",
        "master_key_name does not match",
        encrypt(
            Map.of(
                "master_key_id",
                keyId,
                "master_key_name",
                "another",
                "crypt_algorithm",
                "generalCipher")));
  }

  @Test
  void anAbsentClusterIsNotFound() {
    Answer refused =
        post("97cbaab3-939e-4dbc-9187-0fe240f2b9fd", body(choice(keyId, "generalCipher")));
    assertThat(refused.status()).as("%s", refused).isEqualTo(404);
    assertThat(refused.code()).isEqualTo("DWS.0047");
  }

  @Test
  void aDiskWithoutRoomForTheCopiesIsTold() throws IOException {
    long used = disk().toFile().getTotalSpace() - disk().toFile().getUsableSpace();
    resize((used >> 20) + 700);
    try {
      // Enough for one node, and not for both.
      assertRefused(
          409, "DWS.0011", "has not enough room on its disk", encrypt(keyId, "generalCipher"));
    } finally {
      resize(4096);
    }
  }

  /** No user of a cluster can make one follow another: who has root on the host can. */
  @Test
  void aReplicationSlotIsNamedWithItsRemedy() throws IOException {
    var examined = new NodeExamination(node("dn"));
    examined.letRootIn();
    assertThat(examined.ask("SELECT pg_create_physical_replication_slot('elsewhere')"))
        .contains("elsewhere");
    try {
      assertRefused(
          409,
          "DWS.0011",
          "replication slot elsewhere is there: end what uses it and run"
              + " SELECT pg_drop_replication_slot('elsewhere')",
          encrypt(keyId, "generalCipher"));
    } finally {
      String _ = examined.ask("SELECT pg_drop_replication_slot('elsewhere')");
    }
  }

  private Path disk() {
    return home.data().resolve("clusters");
  }

  private void resize(long megabytes) throws IOException {
    NodeExamination.run("mount", "-o", "remount,size=" + megabytes + "m", disk().toString());
  }

  private Path node(String kind) {
    return disk().resolve(warehouse.clusterId() + "-" + kind + "-1");
  }

  private String shown() {
    String path = "/v1.0/" + coffer.account().projectId() + "/clusters/" + warehouse.clusterId();
    return wire.send(Request.of("GET", path, "").with("X-Auth-Token", token)).response().body();
  }

  private static Map<String, String> choice(String key, String algorithm) {
    return Map.of("master_key_id", key, "crypt_algorithm", algorithm);
  }

  private static String body(Map<String, String> choice) {
    return Wire.JSON.writeValueAsString(Map.of("encrypt", choice));
  }

  private Answer encrypt(String key, String algorithm) {
    return encrypt(choice(key, algorithm));
  }

  private Answer encrypt(Map<String, String> choice) {
    return encryptWith(body(choice));
  }

  private Answer encryptWith(String body) {
    return post(warehouse.clusterId(), body);
  }

  private Answer post(String clusterId, String body) {
    String path = "/v2/%s/clusters/%s/encrypt".formatted(coffer.account().projectId(), clusterId);
    return wire.send(Request.of("POST", path, body).with("X-Auth-Token", token));
  }

  private static void assertRefused(int status, String code, String why, Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.message()).contains(why);
  }
}
