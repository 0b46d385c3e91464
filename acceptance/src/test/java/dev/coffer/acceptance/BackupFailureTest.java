package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.gaussdb.v3.model.Backups;
import dev.coffer.acceptance.SharedCoffer.Shared;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A backup that cannot be what was asked for says so and leaves nothing behind. */
@ExtendWith(SharedCoffer.class)
final class BackupFailureTest {
  private final Shared shared;
  private final Cloud cloud;

  BackupFailureTest(Shared shared) {
    this.shared = shared;
    this.cloud = shared.cloud;
  }

  @AfterEach
  void nextBackupSucceeds() {
    cloud.completeBackup(shared.instanceId, "after-a-failure");
  }

  @Nested
  class WithADisabledKey {
    @AfterEach
    void enable() {
      cloud.enable(shared.keyId);
    }

    @Test
    void failsAtTheBeginningAndIsNotTakenInTheClear() {
      cloud.disable(shared.keyId);
      Cloud.Ordered backup = cloud.backUp(shared.instanceId, "key-disabled-before");
      assertThat(cloud.failed(backup.jobId())).contains("key has been disabled");
      assertLeavesNothing(backup.id());
    }

    @Test
    void failsInTheMiddle() throws Exception {
      Cloud.Ordered backup;
      try (Connection _ = cloud.database(shared.instanceId).holdBackups()) {
        backup = cloud.backUp(shared.instanceId, "key-disabled-meanwhile");
        shared.home.awaitPartial(backup.id());
        cloud.disable(shared.keyId);
        assertThat(cloud.failed(backup.jobId())).contains("key may not be used");
      }
      assertLeavesNothing(backup.id());
    }
  }

  @Nested
  class WithAToolThatIsKilled {
    @Test
    void fails() throws Exception {
      Cloud.Ordered backup;
      try (Connection _ = cloud.database(shared.instanceId).holdBackups()) {
        backup = cloud.backUp(shared.instanceId, "tool-killed");
        shared.home.awaitPartial(backup.id());
        // The store's file is there before the tool is.
        Await.until("a tool to kill", () -> !Engines.backupTools(shared.home.data()).isEmpty());
        Engines.backupTools(shared.home.data()).forEach(Engines::kill);
        assertThat(cloud.failed(backup.jobId())).contains("mariadb-backup");
      }
      assertLeavesNothing(backup.id());
    }
  }

  @Nested
  class WithAFullStore {
    @Test
    void fails() throws Exception {
      Path store = shared.home.backups();
      assumeTrue(mount(store), "mounting a small file system is not allowed here");
      try {
        Cloud.Ordered backup = cloud.backUp(shared.instanceId, "store-full");
        assertThat(cloud.failed(backup.jobId())).contains("full");
        assertLeavesNothing(backup.id());
      } finally {
        assertThat(run("umount", store.toString())).isZero();
      }
    }

    private static boolean mount(Path store) throws Exception {
      return run("mount", "-t", "tmpfs", "-o", "size=256k,mode=700", "tmpfs", store.toString())
          == 0;
    }

    private static int run(String... command) throws Exception {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  private void assertLeavesNothing(String backupId) {
    Backups told = cloud.backup(backupId).orElseThrow();
    assertThat(told.getStatus()).isEqualTo("FAILED");
    assertThat(shared.home.stored()).noneMatch(name -> name.contains(backupId));
    assertThat(cloud.instance(shared.instanceId).getStatus()).isEqualTo("ACTIVE");
    assertThat(Engines.backupTools(shared.home.data())).isEmpty();
    assertThat(
            SdkTest.refusal(
                () ->
                    cloud.create(Cloud.restoreOrder("from-nothing", shared.instanceId, backupId))))
        .returns("DBS.201208", ServiceResponseException::getErrorCode);
  }
}
