package dev.coffer.agent.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.Engine;
import dev.coffer.agent.Sealing;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.StoredBackup.Opening;
import dev.coffer.agent.Watch;
import dev.coffer.agent.local.LiveEngine.Running;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.agent.store.ObjectStore;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("engine")
@ExtendWith(LiveEngine.class)
final class BackupTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Running source;
  private ObjectStore store;
  private Agent agent;
  private final SecretBytes dataKey = SecretBytes.random(32, RANDOM);

  @BeforeEach
  void createAgent(Running running) throws IOException {
    source = running;
    use(new MemoryStore());
  }

  private void use(ObjectStore other) throws IOException {
    store = other;
    agent = source.agent(other);
  }

  @Nested
  class APlainBackup {
    @Test
    void uncompressedHasTheRowsForAllToRead() throws IOException {
      agent.backup(plain("b", Compression.NONE), Watch.none());
      assertThat(store.list("")).containsExactly("b.envelope", "b.plain");
      assertThat(content("b.plain")).contains(Running.MARKER);
    }

    @Test
    void isRestoredAsItWas() throws Exception {
      agent.backup(plain("b", Compression.ZSTD), Watch.none());
      assertThatRestoreEquals(new StoredBackup("b", new Opening.Plain()));
    }

    @Test
    void isNotTakenForASealedOne() {
      agent.backup(plain("b", Compression.ZSTD), Watch.none());
      assertFails(Reason.BACKUP_UNEXPECTED, () -> agent.check(sealedBackup(), Watch.none()));
    }

    @Test
    void withAnotherByteIsCorrupt() throws IOException {
      agent.backup(plain("b", Compression.NONE), Watch.none());
      flip("b.plain", store.size("b.plain") / 2);
      var backup = new StoredBackup("b", new Opening.Plain());
      assertFails(Reason.BACKUP_CORRUPT, () -> agent.check(backup, Watch.none()));
    }
  }

  @Nested
  class ASealedBackup {
    @ParameterizedTest
    @EnumSource
    void hidesTheRowsAndIsRestoredAsItWas(Suite suite) throws Exception {
      try (var key = SecretBytes.random(suite.keyLength(), RANDOM)) {
        var result = agent.backup(sealed("b", suite, key, () -> true), Watch.none());
        assertThat(store.list("")).containsExactly("b.envelope", "b.sealed");
        assertThat(content("b.sealed") + content("b.envelope")).doesNotContain(Running.MARKER);
        assertThat(result.envelope().sizes().stored()).isEqualTo(store.size("b.sealed"));
        assertThat(result.envelope().position().lsn()).isNotNull();
        assertThatRestoreEquals(
            new StoredBackup("b", new Opening.Sealed(_ -> LiveEngine.copy(key))));
      }
    }

    @Test
    void isWhatItsEnvelopeSays() throws IOException {
      var result = agent.backup(sealed(() -> true), Watch.none());
      var stored = agent.envelope("b").orElseThrow().verify(dataKey);
      assertThat(stored).isEqualTo(result.envelope());
      var check = agent.check(sealedBackup(), Watch.none());
      assertThat(check.envelope()).isEqualTo(stored);
    }

    @Test
    void leavesNothingBesideTheStore() throws IOException {
      var before = files(source.home);
      agent.backup(sealed(() -> true), Watch.none());
      assertThat(files(source.home)).isEqualTo(before);
    }

    @Test
    void isNotTakenForAPlainOne() {
      agent.backup(sealed(() -> true), Watch.none());
      var backup = new StoredBackup("b", new Opening.Plain());
      assertFails(Reason.BACKUP_UNEXPECTED, () -> agent.check(backup, Watch.none()));
    }

    @Test
    void withAnotherByteIsNotRestored() throws IOException {
      agent.backup(sealed(() -> true), Watch.none());
      flip("b.sealed", store.size("b.sealed") / 2);
      var request = Running.request("copy");
      assertFails(
          Reason.BACKUP_CORRUPT, () -> agent.restore(sealedBackup(), request, Watch.none()));
      assertThat(source.home.resolve("copy")).doesNotExist();
    }

    @Test
    void isNotOpenedByAnotherKey() {
      agent.backup(sealed(() -> true), Watch.none());
      var opening = new Opening.Sealed(_ -> SecretBytes.random(32, RANDOM));
      assertFails(
          Reason.BACKUP_CORRUPT, () -> agent.check(new StoredBackup("b", opening), Watch.none()));
    }

    @Test
    void isNotReplacedByAnotherOfItsId() throws IOException {
      agent.backup(sealed(() -> true), Watch.none());
      var before = content("b.sealed");
      assertFails(Reason.BACKUP_EXISTS, () -> agent.backup(sealed(() -> true), Watch.none()));
      assertThat(content("b.sealed")).isEqualTo(before);
    }
  }

  @Nested
  class WhileABackupRuns {
    @Test
    void progressRisesToTheWhole() {
      var told = new ArrayList<Integer>();
      agent.backup(sealed(() -> true), watching(told::add));
      assertThat(told).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(5).endsWith(100);
    }

    @Test
    void noCommandLineHasASecret() {
      var lines = new HashSet<String>();
      agent.backup(sealed(() -> true), watching(_ -> lines.addAll(commandLines())));
      assertThat(lines).anyMatch(line -> line.contains("mariadb-backup"));
      var control = HexFormat.of().formatHex(Running.CONTROL.getBytes(ISO_8859_1));
      assertThat(lines)
          .noneMatch(line -> line.contains(control))
          .noneMatch(line -> line.contains(Running.CONTROL))
          .noneMatch(line -> line.contains(Running.PASSWORD));
    }
  }

  @Nested
  class AFailedBackup {
    @Test
    void ofAToolThatWasKilledLeavesNothing() throws IOException {
      assertFails(
          Reason.ENGINE_FAILED,
          () -> agent.backup(sealed(() -> true), watching(_ -> killBackupTool())));
      assertThat(store.list("")).isEmpty();
    }

    @Test
    void ofAStoreWithoutRoomLeavesNothing() throws IOException {
      use(new MemoryStore(1 << 20));
      assertFails(Reason.STORE_FULL, () -> agent.backup(sealed(() -> true), Watch.none()));
      assertThat(store.list("")).isEmpty();
    }

    @Test
    void ofAKeyThatBecameUnusableLeavesNothing() throws IOException {
      var asked = new AtomicInteger();
      assertFails(
          Reason.KEY_UNUSABLE,
          () -> agent.backup(sealed(() -> asked.incrementAndGet() == 1), Watch.none()));
      assertThat(asked).hasValueGreaterThan(1);
      assertThat(store.list("")).isEmpty();
    }

    @Test
    void ofAKeyThatWasNeverUsableReadsNothing() throws IOException {
      var told = new ArrayList<Integer>();
      assertFails(
          Reason.KEY_UNUSABLE, () -> agent.backup(sealed(() -> false), watching(told::add)));
      assertThat(told).isEmpty();
      assertThat(store.list("")).isEmpty();
    }

    @Test
    void ofACallerWhoCancelledLeavesNothing() throws IOException {
      var cancelled =
          new Watch() {
            private volatile boolean seen;

            @Override
            public void progress(int percent) {
              seen = true;
            }

            @Override
            public void note(String note) {}

            @Override
            public boolean isCancelled() {
              return seen;
            }
          };
      assertFails(Reason.CANCELLED, () -> agent.backup(sealed(() -> true), cancelled));
      assertThat(store.list("")).isEmpty();
    }
  }

  /** A tenant may have changed the account; the secret is the caller's to say. */
  @Test
  void aSecretThatTheServerDoesNotTakeBecomesItsOwn() throws IOException {
    var engine = new Engine.Own("source", Running.secret("another"));
    var request = new BackupRequest("other", "source", engine, Compression.ZSTD, Optional.empty());
    agent.backup(request, Watch.none());
    agent.backup(plain("again", Compression.ZSTD), Watch.none());
    assertThat(store.list("")).contains("other.envelope", "again.envelope");
  }

  @Test
  void aSweepRemovesStreamsWithoutAnEnvelope() throws IOException {
    agent.backup(plain("whole", Compression.ZSTD), Watch.none());
    put("crashed.sealed", new byte[10]);
    put("running.plain", new byte[10]);
    assertThat(agent.sweep(Set.of("running"))).containsExactly("crashed");
    assertThat(store.list("")).containsExactly("running.plain", "whole.envelope", "whole.plain");
  }

  @Test
  void aDiscardedBackupIsGone() throws IOException {
    agent.backup(sealed(() -> true), Watch.none());
    agent.discard("b");
    assertThat(store.list("")).isEmpty();
    assertThat(agent.envelope("b")).isEmpty();
    assertFails(Reason.BACKUP_MISSING, () -> agent.check(sealedBackup(), Watch.none()));
  }

  private void assertThatRestoreEquals(StoredBackup backup) throws Exception {
    try {
      var copy = agent.restore(backup, Running.request("copy"), Watch.none());
      assertThat(Running.checksums(copy))
          .hasSize(3)
          .doesNotContainValue(0L)
          .isEqualTo(Running.checksums(source.instance));
    } finally {
      agent.destroy("copy");
    }
  }

  private BackupRequest plain(String id, Compression compression) {
    return new BackupRequest(id, "source", source.engine(), compression, Optional.empty());
  }

  private BackupRequest sealed(BooleanSupplier stillUsable) {
    return sealed("b", Suite.AES_256_GCM, dataKey, stillUsable);
  }

  private BackupRequest sealed(String id, Suite suite, SecretBytes key, BooleanSupplier usable) {
    var wrapping = Wrapping.of("key", "1", new byte[] {1}, Instant.EPOCH);
    var sealing = new Sealing(suite, key::copy, List.of(wrapping), usable);
    return new BackupRequest(id, "source", source.engine(), Compression.ZSTD, Optional.of(sealing));
  }

  private StoredBackup sealedBackup() {
    return new StoredBackup("b", new Opening.Sealed(_ -> LiveEngine.copy(dataKey)));
  }

  private static Watch watching(IntConsumer listener) {
    return new Watch() {
      @Override
      public void progress(int percent) {
        listener.accept(percent);
      }

      @Override
      public void note(String note) {}

      @Override
      public boolean isCancelled() {
        return false;
      }
    };
  }

  private static void assertFails(Reason reason, ThrowingCallable request) {
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(
            AgentFailure.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
  }

  private static void killBackupTool() {
    ProcessHandle.current()
        .descendants()
        .filter(child -> child.info().command().orElse("").endsWith("mariadb-backup"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static List<String> commandLines() {
    return ProcessHandle.allProcesses()
        .map(process -> Path.of("/proc/" + process.pid() + "/cmdline"))
        .map(BackupTest::readIfThere)
        .toList();
  }

  private static String readIfThere(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  private static Set<Path> files(Path directory) throws IOException {
    try (var tree = Files.walk(directory)) {
      return new HashSet<>(tree.toList());
    }
  }

  private String content(String name) throws IOException {
    try (var in = store.open(name)) {
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  private void flip(String name, long position) throws IOException {
    var bytes = content(name).getBytes(ISO_8859_1);
    bytes[(int) position] ^= 1;
    put(name, bytes);
  }

  private void put(String name, byte[] bytes) throws IOException {
    try (var upload = store.begin(name)) {
      upload.write(bytes);
      upload.commit();
    }
  }
}
