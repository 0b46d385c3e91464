package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Backups under master keys that are in another Coffer, which at times does not answer. */
@TestInstance(Lifecycle.PER_CLASS)
final class OtherKmsTest {
  /** The product promises eight seconds for a call of the KMS; a caller's own may make two. */
  private static final Duration LIMIT = Duration.ofSeconds(45);

  private final ServerHome otherHome = ServerHome.create();
  private final ServerHome home = ServerHome.create();
  private final RunningCoffer other = RunningCoffer.start(otherHome);
  private final RunningCoffer coffer =
      RunningCoffer.start(home, "--kms", otherHome.server().resolve("bootstrap.json").toString());
  private final Cloud cloud = coffer.cloud();
  private String instanceId = "";
  private Map<String, Long> checksums = Map.of();

  @BeforeAll
  void load() throws Exception {
    instanceId = cloud.createInstance("elsewhere");
    cloud.database(instanceId).load();
    checksums = cloud.database(instanceId).checksums();
  }

  @AfterAll
  void close() {
    try (otherHome;
        home;
        other) {
      coffer.close();
    }
  }

  private String restored(String backupId, String name) throws Exception {
    Cloud.Ordered ordered = cloud.create(Cloud.restoreOrder(name, instanceId, backupId));
    cloud.complete(ordered.jobId());
    assertThat(cloud.database(ordered.id()).checksums()).isEqualTo(checksums);
    return ordered.id();
  }

  private void refused(String code, Runnable call) {
    long began = System.nanoTime();
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ServiceResponseException.class, e -> assertThat(e.getErrorCode()).isEqualTo(code));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT);
  }

  @Test
  void aKeyOfTheOtherEncryptsABackupAndOpensIt() throws Exception {
    String key = other.cloud().createKey("of-the-other", KeySpecEnum.SM4);
    assertThat(cloud.turnOn(instanceId, key)).isEqualTo("on");
    String backup = cloud.completeBackup(instanceId, "under-the-other");
    restored(backup, "opened-by-the-other");

    other.cloud().disable(key);
    refused("DBS.280204", () -> cloud.turnOn(instanceId, key));
    refused("DBS.280204", () -> cloud.create(Cloud.restoreOrder("not-opened", instanceId, backup)));
    other.cloud().enable(key);
    restored(backup, "opened-again");
    cloud.turnOff(instanceId);
  }

  @Test
  void whileTheOtherHangsCallsAreRefusedInTimeAndTheEngineServes() throws Exception {
    String key = other.cloud().createKey("slow", KeySpecEnum.SM4);
    cloud.turnOn(instanceId, key);
    String before = cloud.completeBackup(instanceId, "before-it-hung");
    String own = cloud.createKey("own", KeySpecEnum.SM4);
    other.pause();
    try {
      refused("KMS.0102", () -> cloud.turnOn(instanceId, key));
      assertThat(cloud.failed(cloud.backUp(instanceId, "while-it-hung").jobId())).contains("KMS");
      assertThat(cloud.database(instanceId).checksums()).isEqualTo(checksums);
      assertThat(cloud.turnOn(instanceId, own))
          .as("its own keys do not need the other")
          .isEqualTo("on");
      cloud.completeBackup(instanceId, "under-its-own");
    } finally {
      other.resume();
    }
    restored(before, "after-it-hung");
    assertThat(cloud.turnOn(instanceId, key)).isEqualTo("on");
    cloud.turnOff(instanceId);
  }

  @Test
  void anAccountThatOthersCanReadIsRefusedAtTheStart() throws Exception {
    Path exposed =
        Files.copy(
            otherHome.server().resolve("bootstrap.json"), home.root().resolve("exposed.json"));
    Files.setPosixFilePermissions(exposed, PosixFilePermissions.fromString("rw-r--r--"));
    try (ServerHome third = ServerHome.create()) {
      CofferCommand.Ended ended = RunningCoffer.serve(third, "--kms", exposed.toString()).ended();
      assertThat(ended.code()).isNotZero();
      assertThat(ended.stderr()).contains("others than its owner can read it");
    }
  }
}
