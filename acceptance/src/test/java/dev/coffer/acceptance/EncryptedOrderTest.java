package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Clusters that are ordered encrypted, and one that is too old to become so. */
@TestInstance(Lifecycle.PER_CLASS)
final class EncryptedOrderTest {
  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer;
  private String keyId;

  @BeforeAll
  void start() {
    coffer = RunningCoffer.start(home);
    keyId = coffer.cloud().createKey("order", KeySpecEnum.SM4);
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @Test
  void aClusterIsEncryptedFromTheStart() throws Exception {
    var order =
        Warehouse.order("sealed", Warehouse.freePort())
            .withNumNode(1)
            .withMasterKeyId(keyId)
            .withCryptAlgorithm("SMcompatible");
    Warehouse warehouse = Warehouse.create(coffer.account(), order);
    var told = DwsEncryption.of(coffer.account()).info(warehouse.clusterId());
    assertThat(told.cryptAlgorithm).isEqualTo("SMcompatible");
    assertThat(told.masterKeyId).isEqualTo(keyId);
    for (String kind : List.of("cn", "dn")) {
      Path node = home.data().resolve("clusters/" + warehouse.clusterId() + "-" + kind + "-1");
      assertThat(Files.exists(node.resolve("volume"))).isTrue();
      assertThat(Files.exists(node.resolve("data"))).isFalse();
    }
    warehouse.run("CREATE TABLE kept (n bigint PRIMARY KEY)");
    warehouse.run("INSERT INTO kept VALUES (1)");
    coffer.stop();
    coffer = RunningCoffer.start(home);
    warehouse.through(coffer.account()).awaitStatus("AVAILABLE");
    assertThat(warehouse.ask("SELECT count(*) FROM kept")).isEqualTo("1");
  }

  @Test
  void aClusterOfAnOldVersionIsNotConverted() {
    var order =
        Warehouse.order("aged", Warehouse.freePort())
            .withNumNode(1)
            .withDatastoreVersion("7.2.1.300");
    Warehouse warehouse = Warehouse.create(coffer.account(), order);
    var choice = Map.<String, Object>of("crypt_algorithm", "generalCipher", "master_key_id", keyId);
    assertThat(
            catchThrowableOfType(
                ServiceResponseException.class,
                () ->
                    DwsEncryption.of(coffer.account())
                        .encrypt(warehouse.clusterId(), Map.of("encrypt", choice))))
        .returns("DWS.5206", ServiceResponseException::getErrorCode)
        .returns(400, ServiceResponseException::getHttpStatusCode);
  }
}
