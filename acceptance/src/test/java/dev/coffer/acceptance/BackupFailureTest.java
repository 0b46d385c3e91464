package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.gaussdb.v3.model.Backups;
import dev.coffer.acceptance.SharedCoffer.Shared;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
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
      assumeTrue(isRoot() && mount(store), "mounting a small file system is not allowed here");
      try {
        Cloud.Ordered backup = cloud.backUp(shared.instanceId, "store-full");
        assertThat(cloud.failed(backup.jobId())).contains("full");
        assertLeavesNothing(backup.id());
      } finally {
        // Busy for as long as the worker closes what it wrote.
        Await.until("the unmounting", () -> inCage("umount", store.toString()) == 0);
      }
    }

    private static boolean isRoot() {
      return ProcessStatus.of(ProcessHandle.current()).user() == 0;
    }

    private boolean mount(Path store) throws Exception {
      String options = "size=256k,mode=700,uid=" + Files.getAttribute(store, "unix:uid");
      return inCage("mount", "-t", "tmpfs", "-o", options, "tmpfs", store.toString()) == 0;
    }

    /** Where the worker sees it, which is started when the server is. */
    private int inCage(String... command) throws Exception {
      long worker = shared.coffer.worker().pid();
      var line = new ArrayList<>(List.of("nsenter", "--mount", "--target", "" + worker, "--"));
      line.addAll(List.of(command));
      return new ProcessBuilder(line)
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
    Await.until("the tools' end", () -> Engines.backupTools(shared.home.data()).isEmpty());
    assertThat(
            SdkTest.refusal(
                () ->
                    cloud.create(Cloud.restoreOrder("from-nothing", shared.instanceId, backupId))))
        .returns("DBS.201208", ServiceResponseException::getErrorCode);
  }
}
