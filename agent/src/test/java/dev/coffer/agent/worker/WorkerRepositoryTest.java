package dev.coffer.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Sealing;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.StoredBackup.Opening;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.Plan;
import dev.coffer.agent.backup.Tool;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.Wrapping;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real worker in its cage, between programs that play engines. */
final class WorkerRepositoryTest {
  private static final Identity USER = new Identity(1_899_999_999, 1_899_999_999);
  private static final byte[] KEY = new byte[32];
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path temporary;
  private Path store = Path.of("/nowhere");
  private Path data = Path.of("/nowhere");
  private WorkerRepository repository;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Confinement.isRoot(), "a worker of its own is root's to start");
    store = Files.createDirectory(temporary.resolve("store"));
    Files.setAttribute(store, "unix:uid", USER.user());
    data = temporary.resolve("told");
    var bytes = new byte[5 << 20];
    new Random(1).nextBytes(bytes);
    Files.write(data, bytes);
    repository =
        WorkerRepository.of(USER, store, Files.createDirectory(temporary.resolve("place")));
  }

  @AfterEach
  void end() {
    workers().forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void whatIsToldIsSealedByTheWorkerAndComesBack() throws IOException {
    repository.startAhead();
    var told = repository.take(plan(), program("cat " + data), Watch.none()).envelope();

    assertThat(workers()).hasSize(1);
    assertThat(told.sizes().plain()).isEqualTo(5 << 20);
    assertThat(told.position().lsn()).isNull();
    assertThat(stored()).hasSize(2).allMatch(path -> owner(path) == USER.user());
    Path back = temporary.resolve("back");
    repository.unpack(tool("cat > " + back), sealed(), Watch.none());
    assertThat(back).hasSameBinaryContentAs(data);
    assertThat(repository.check(sealed(), Watch.none())).isEqualTo(told);
    assertThat(repository.envelope("b").orElseThrow().claimed()).isEqualTo(told);
    repository.discard("b");
    assertThat(stored()).isEmpty();
    assertThat(repository.envelope("b")).isEmpty();
    assertThat(temporary.resolve("place/pipes")).isEmptyDirectory();
  }

  @Test
  void anEngineThatFailsLeavesNothingAndSaysWhy() throws IOException {
    assertThatThrownBy(
            () ->
                repository.take(
                    plan(), program("cat " + data + "; echo no luck >&2; exit 3"), Watch.none()))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.ENGINE_FAILED))
        .hasMessageContaining("no luck");
    assertThat(stored()).isEmpty();
  }

  @Test
  void aToolThatTakesNoMoreSaysWhy() throws IOException {
    repository.take(plan(), program("cat " + data), Watch.none());
    assertThatThrownBy(
            () ->
                repository.unpack(
                    tool("head -c 9 > /dev/null; echo no room >&2; exit 1"),
                    sealed(),
                    Watch.none()))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.ENGINE_FAILED))
        .hasMessageContaining("no room");
  }

  @Test
  void anEngineThatHangsEndsWithTheCallersWish() throws IOException {
    var cancelled = new AtomicBoolean();
    var watch =
        new Watch() {
          @Override
          public void progress(int percent) {
            cancelled.set(true);
          }

          @Override
          public void note(String note) {}

          @Override
          public boolean isCancelled() {
            return cancelled.get();
          }
        };
    assertThatThrownBy(
            () -> repository.take(plan(), program("cat " + data + "; exec sleep 600"), watch))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.CANCELLED));
    assertThat(stored()).isEmpty();
  }

  @Test
  void aKilledWorkerFailsItsBackupAndTheNextOneStartsAnew() throws IOException {
    var stopped =
        new Watch() {
          @Override
          public void progress(int percent) {
            workers().forEach(ProcessHandle::destroyForcibly);
          }

          @Override
          public void note(String note) {}

          @Override
          public boolean isCancelled() {
            return false;
          }
        };
    assertThatThrownBy(
            () -> repository.take(plan(), program("cat " + data + "; exec sleep 600"), stopped))
        .isInstanceOf(AgentFailure.class);
    // A dying process may still accept a connection.
    assertThat(Await.until(LIMIT, () -> workers().findAny().isEmpty())).isTrue();
    assertThat(repository.take(plan(), program("cat " + data), Watch.none()).envelope().backupId())
        .isEqualTo("b");
    assertThat(stored()).hasSize(2);
  }

  @Test
  void aWorkerThatIsSilentAtItsStartIsKilledAndFailsTheBackup() throws IOException {
    List<String> silent = List.of("/usr/bin/sleep", "1234567");
    repository =
        new WorkerRepository(
            new WorkerProcess(USER, temporary.resolve("place"), silent, Duration.ofMillis(500)));

    assertThatThrownBy(() -> repository.take(plan(), program("cat " + data), Watch.none()))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.HOST_FAILED))
        .hasStackTraceContaining("the worker was killed: it was not ready");
    assertThat(stored()).isEmpty();
    assertThat(Await.until(LIMIT, () -> running("1234567").findAny().isEmpty())).isTrue();
  }

  private static Plan plan() {
    return new Plan(
        "b",
        "instance",
        Compression.ZSTD,
        Optional.of(
            new Sealing(
                Suite.AES_256_GCM,
                () -> SecretBytes.copyOf(KEY),
                List.of(Wrapping.of("key", "1", new byte[] {1}, Instant.EPOCH)),
                () -> true)));
  }

  private static StoredBackup sealed() {
    return new StoredBackup("b", new Opening.Sealed(_ -> SecretBytes.copyOf(KEY)));
  }

  private static Tool tool(String script) {
    return () -> Child.start(Command.of(Path.of("/bin/sh"), "-c", script));
  }

  private Source program(String script) {
    return new Program(script);
  }

  private List<Path> stored() throws IOException {
    try (Stream<Path> files = Files.list(store)) {
      return files.toList();
    }
  }

  private static int owner(Path path) {
    try {
      return (int) Files.getAttribute(path, "unix:uid");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Stream<ProcessHandle> workers() {
    return running(Worker.class.getName());
  }

  private static Stream<ProcessHandle> running(String argument) {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains(argument));
  }

  private record Program(String script) implements Source {
    @Override
    public Envelope.Engine engine() {
      return new Envelope.Engine("Shell", "1", "sh", "1");
    }

    @Override
    public long estimate() {
      return 1;
    }

    @Override
    public Run start() throws IOException {
      return new ProgramRun(Child.start(Command.of(Path.of("/bin/sh"), "-c", script)));
    }
  }

  private record ProgramRun(Child child) implements Source.Run {
    @Override
    public InputStream stream() {
      return child.output();
    }

    @Override
    public Envelope.Position finish() throws IOException {
      child.awaitSuccess();
      return new Envelope.Position(null, null, null);
    }

    @Override
    public void abort() {
      child.abort();
    }

    @Override
    public void close() {
      child.close();
    }
  }
}
