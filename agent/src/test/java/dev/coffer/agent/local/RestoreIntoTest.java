package dev.coffer.agent.local;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.Engine;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Sealing;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.StoredBackup.Opening;
import dev.coffer.agent.Watch;
import dev.coffer.agent.local.LiveEngine.Running;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("engine")
@ExtendWith(LiveEngine.class)
final class RestoreIntoTest {
  private final MemoryStore store = new MemoryStore();
  private final SecretBytes dataKey = SecretBytes.random(16, new SecureRandom());
  private final StoredBackup backup =
      new StoredBackup("b", new Opening.Sealed(_ -> LiveEngine.copy(dataKey)));
  private Running source;
  private Agent agent;
  private Instance target;

  @BeforeEach
  void backUp(Running running) throws IOException, SQLException {
    source = running;
    agent = source.agent(store);
    var wrapping = Wrapping.of("key", "1", new byte[] {1}, Instant.EPOCH);
    var sealing = new Sealing(Suite.SM4_GCM, dataKey::copy, List.of(wrapping), () -> true);
    agent.backup(
        new BackupRequest("b", "source", source.engine(), Compression.ZSTD, Optional.of(sealing)),
        Watch.none());
    target = agent.provision(Running.request("target"));
    Running.run(target, "CREATE DATABASE d", "CREATE TABLE d.a AS SELECT 1 AS old");
  }

  @AfterEach
  void destroyTarget() {
    agent.destroy("target");
  }

  @Test
  void theDataIsReplacedAndTheInstanceStaysTheSame() throws SQLException {
    var restored = agent.restoreInto(backup, "target", Running.credentials(), Watch.none());
    assertThat(restored).isEqualTo(target);
    assertThat(Running.checksums(restored)).isEqualTo(Running.checksums(source.instance));
    assertThat(source.home.resolve("target/data.new")).doesNotExist();
    assertThat(source.home.resolve("target/data.aside")).doesNotExist();
  }

  @Test
  void aCorruptBackupLeavesTheInstanceServingItsOwn() throws Exception {
    corrupt();
    assertThatThrownBy(
            () -> agent.restoreInto(backup, "target", Running.credentials(), Watch.none()))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.BACKUP_CORRUPT));
    Running.run(target, "SELECT old FROM d.a");
    assertThat(source.home.resolve("target/data.new")).doesNotExist();
  }

  @Test
  void theTablesAreOpenedAndCounted() {
    var notes = new ArrayList<String>();
    agent.restoreInto(backup, "target", Running.credentials(), noting(notes));
    assertThat(notes).singleElement(STRING).matches("\\d\\d tables opened and checked");
  }

  @Test
  void tablesThatDoNotOpenEndTheRestoreAndAreNamed() throws Exception {
    Running.run(
        target,
        "CREATE TABLE d.gone (a INT) ENGINE=MyISAM",
        "CREATE TABLE d.`cut off` (a INT, KEY (a)) ENGINE=MyISAM");
    var data = target.dataDirectory();
    Files.delete(data.resolve("d/gone.MYD"));
    try (var index = FileChannel.open(data.resolve("d/cut@0020off.MYI"), WRITE)) {
      index.truncate(0);
    }
    var own = new Engine.Own("target", Running.secret(Running.CONTROL));
    agent.backup(
        new BackupRequest("damaged", "target", own, Compression.ZSTD, Optional.empty()),
        Watch.none());
    var damaged = new StoredBackup("damaged", new Opening.Plain());

    assertUnsound(() -> agent.restore(damaged, Running.request("copy"), Watch.none()));
    assertThat(agent.inspect("copy")).isEmpty();
    assertUnsound(() -> agent.restoreInto(damaged, "target", Running.credentials(), Watch.none()));
    Running.run(target, "SELECT old FROM d.a");
    assertThat(source.home.resolve("target/data.new")).doesNotExist();
  }

  private static void assertUnsound(ThrowingCallable restore) {
    assertThatThrownBy(restore)
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.RESTORE_UNSOUND))
        .hasMessageContaining("table d.gone cannot be used")
        .hasMessageContaining("table d.cut off cannot be used");
  }

  private static Watch noting(List<String> notes) {
    return new Watch() {
      @Override
      public void progress(int percent) {}

      @Override
      public void note(String note) {
        notes.add(note);
      }

      @Override
      public boolean isCancelled() {
        return false;
      }
    };
  }

  @Test
  void aSwapThatACrashCutShortIsUndone() throws Exception {
    agent.stop("target");
    var data = target.dataDirectory();
    Files.move(data, data.resolveSibling("data.aside"));
    agent.start("target");
    Running.run(target, "SELECT old FROM d.a");
  }

  private void corrupt() throws IOException {
    byte[] bytes;
    try (var in = store.open("b.sealed")) {
      bytes = in.readAllBytes();
    }
    bytes[bytes.length / 2] ^= 1;
    try (var upload = store.begin("b.sealed")) {
      upload.write(bytes);
      upload.commit();
    }
  }
}
