package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.gaussdb.v3.model.DeleteGaussMySqlBackupRequest;
import com.huaweicloud.sdk.kms.v2.model.CreateKeyRequestBody.KeySpecEnum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Whether rows can be read where they must not be: with compression off, so that nothing but
 * encryption hides them. The data directories of running instances are left out.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class MarkerTest {
  private final ServerHome home = ServerHome.create();
  private final RunningCoffer coffer = RunningCoffer.start(home, "--compression", "none");
  private final Cloud cloud = coffer.cloud();
  private String instanceId = "";

  @BeforeAll
  void load() throws Exception {
    instanceId = cloud.createInstance("marked");
    cloud.database(instanceId).load();
  }

  @AfterAll
  void close() {
    try (home) {
      coffer.close();
    }
  }

  @Test
  void standsInAPlainBackupAndNowhereOnceEncryptionIsOn() throws Exception {
    String plain = cloud.completeBackup(instanceId, "in-the-clear");
    assertThat(marked()).containsExactly(home.backups().resolve(plain + ".plain"));
    cloud
        .databases()
        .deleteGaussMySqlBackup(new DeleteGaussMySqlBackupRequest().withBackupId(plain));

    cloud.turnOn(instanceId, cloud.createKey("marked", KeySpecEnum.AES_256));
    Cloud.Ordered backup;
    try (Connection _ = cloud.database(instanceId).holdBackups()) {
      backup = cloud.backUp(instanceId, "sealed");
      home.awaitPartial(backup.id());
      assertThat(marked()).isEmpty();
      assertThat(filesOpenInTools()).isEmpty();
    }
    cloud.complete(backup.jobId());
    cloud.complete(cloud.create(Cloud.restoreOrder("remade", instanceId, backup.id())).jobId());
    assertThat(marked()).isEmpty();
  }

  /** The files of the server, its engines' data aside, in which the marker stands. */
  private List<Path> marked() throws IOException {
    return LiveTree.files(home.root())
        .filter(file -> !isEngineData(file))
        .filter(MarkerTest::isMarked)
        .toList();
  }

  private boolean isEngineData(Path file) {
    Path instances = home.data().resolve("instances");
    return file.startsWith(instances)
        && instances.relativize(file).getName(1).toString().equals("data");
  }

  /**
   * Regular files, deleted ones included, that a backup tool has open outside the engine's data.
   */
  private List<Path> filesOpenInTools() {
    // The store's file is there before the tool is.
    List<ProcessHandle> tools =
        Await.present(
            "a tool",
            () -> Optional.of(Engines.backupTools(home.data())).filter(all -> !all.isEmpty()));
    return tools.stream()
        .flatMap(tool -> descriptors(tool.pid()).stream())
        .filter(Files::isRegularFile)
        .filter(MarkerTest::isOutsideEngineData)
        .toList();
  }

  private static List<Path> descriptors(long pid) {
    try (Stream<Path> open = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
      return open.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOutsideEngineData(Path descriptor) {
    try {
      Path target = Files.readSymbolicLink(descriptor);
      return !target.toString().contains("/data/") && isMarked(descriptor);
    } catch (NoSuchFileException closed) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isMarked(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
          .contains(Database.MARKER);
    } catch (NoSuchFileException gone) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
