package dev.coffer.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.OpenBackup;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.local.LiveEngine.Running;
import dev.coffer.agent.mariadb.Programs;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.crypto.envelope.v1.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
@ExtendWith(LiveEngine.class)
final class OpenBackupTest {
  private final MemoryStore store = new MemoryStore();
  private final StoredBackup backup = new StoredBackup("b", new StoredBackup.Opening.Plain());

  @TempDir private Path parent;

  @BeforeEach
  void backUp(Running source) throws IOException {
    source
        .agent(store)
        .backup(
            new BackupRequest("b", "source", source.engine(), Compression.NONE, Optional.empty()),
            Watch.none());
  }

  @Test
  void isTheFilesOfTheEngine() throws IOException {
    var directory = parent.resolve("opened");
    new OpenBackup(Programs.find(), store).into(directory, backup, Watch.none());
    assertThat(directory.resolve("d/a.ibd")).exists();
    assertThat(directory.resolve("d/c.MYD")).content().contains(Running.MARKER);
  }

  @Test
  void belongsToTheUserThatAServerWillRunAs() throws IOException {
    assumeTrue(Confinement.isRoot());
    var directory = parent.resolve("opened");
    new OpenBackup(Programs.find(), store).into(directory, backup, Watch.none());
    try (var files = Files.walk(directory)) {
      assertThat(files).allMatch(file -> isOwnedBy("mysql", file));
    }
  }

  private static boolean isOwnedBy(String user, Path file) {
    try {
      return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName().equals(user);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void leavesNoDirectoryWhereItFails() throws IOException {
    try (var upload = store.begin("b.plain")) {
      upload.write(new byte[100]);
      upload.commit();
    }
    var directory = parent.resolve("opened");
    var open = new OpenBackup(Programs.find(), store);
    assertThatThrownBy(() -> open.into(directory, backup, Watch.none()))
        .isInstanceOf(AgentFailure.class);
    assertThat(directory).doesNotExist();
  }
}
