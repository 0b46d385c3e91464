package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What is true again after a process was killed. */
@TestInstance(Lifecycle.PER_CLASS)
final class CrashTest {
  private final ServerHome home = ServerHome.create();
  private RunningCoffer coffer = RunningCoffer.start(home);
  private String instanceId = "";
  private Map<String, Long> checksums = Map.of();

  @BeforeAll
  void load() throws Exception {
    Cloud cloud = coffer.cloud();
    instanceId = cloud.createInstance("survivor");
    cloud.database(instanceId).load();
    checksums = cloud.database(instanceId).checksums();
    cloud.turnOn(instanceId, cloud.createKey("survivor", KeySpecEnum.AES_256));
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @Test
  void aServerKilledInTheMiddleOfABackupFailsItAndFindsItsEngineAgain() throws Exception {
    long engine = Engines.of(home, instanceId).orElseThrow().pid();
    Cloud.Ordered backup;
    try (Connection _ = coffer.cloud().database(instanceId).holdBackups()) {
      backup = coffer.cloud().backUp(instanceId, "cut-short");
      home.awaitPartial(backup.id());
      coffer.kill();
      assertThat(home.stored()).anyMatch(name -> name.contains(backup.id()));
    }
    coffer = RunningCoffer.start(home);
    Cloud cloud = coffer.cloud();
    assertThat(cloud.failed(backup.jobId())).isEqualTo("the server stopped while the job ran");
    assertThat(cloud.backup(backup.id()).orElseThrow().getStatus()).isEqualTo("FAILED");
    assertThat(home.stored()).noneMatch(name -> name.contains(backup.id()));
    assertThat(cloud.instance(instanceId).getStatus()).isEqualTo("ACTIVE");
    assertThat(Engines.of(home, instanceId).orElseThrow().pid()).isEqualTo(engine);
    assertThat(cloud.encryption(instanceId)).isEqualTo("on");
    Await.until("the orphaned tool's end", () -> Engines.backupTools(home.data()).isEmpty());
    cloud.completeBackup(instanceId, "after-the-crash");
    assertThat(cloud.database(instanceId).checksums()).isEqualTo(checksums);
  }

  @Test
  void anApiServerKilledWhileAnInstanceIsMadeEndsItsAgentAndMakesItAfterwards() throws Exception {
    Cloud.Ordered ordered = coffer.cloud().create(Cloud.order("made-twice"));
    Await.until("the instance's directory", () -> home.instance(ordered.id()).toFile().exists());
    coffer.killApiServer();
    coffer = RunningCoffer.start(home);
    coffer.cloud().complete(ordered.jobId());
    coffer.cloud().database(ordered.id()).load();
    assertThat(coffer.cloud().database(ordered.id()).checksums()).isEqualTo(checksums);
  }

  @Test
  void aKilledEngineIsStartedAgain() throws Exception {
    ProcessHandle engine = Engines.of(home, instanceId).orElseThrow();
    Engines.kill(engine);
    Await.until(
        "another engine",
        () ->
            Engines.of(home, instanceId).filter(found -> found.pid() != engine.pid()).isPresent());
    Database database = coffer.cloud().database(instanceId);
    Await.until("its answer", () -> answers(database));
    assertThat(database.checksums()).isEqualTo(checksums);
    Await.until(
        "it to be active", () -> coffer.cloud().instance(instanceId).getStatus().equals("ACTIVE"));
  }

  private static boolean answers(Database database) {
    try (Connection _ = database.connect()) {
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }
}
