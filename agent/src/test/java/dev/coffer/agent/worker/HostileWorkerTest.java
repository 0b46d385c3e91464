package dev.coffer.agent.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.StoredBackup.Opening;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.Plan;
import dev.coffer.agent.backup.Tool;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.linux.NamedPipe;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker that was taken over: it is asked and does not answer, or asks for more than its due. */
@Timeout(60)
final class HostileWorkerTest {
  private static final Identity USER = new Identity(1_899_999_998, 1_899_999_998);
  private static final Duration SHORT = Duration.ofMillis(200);

  /** Listens as the worker's user, takes every connection and says nothing. */
  private static final String SILENT =
      "use Socket; $| = 1; socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un($ARGV[0]));"
          + " $> = $ARGV[1]; listen(S, 9); print \"ready\\n\"; my @all;"
          + " while (accept(my $c, S)) { push @all, $c }";

  @TempDir private Path temporary;
  private WorkerRepository repository;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Confinement.isRoot(), "a worker of its own is root's to start");
    var socket = temporary.resolve("worker/calls");
    var line =
        List.of("/usr/bin/perl", "-e", SILENT, socket.toString(), Integer.toString(USER.user()));
    repository =
        new WorkerRepository(
            new WorkerProcess(USER, temporary, line, Duration.ofMinutes(1)), SHORT, SHORT);
  }

  @AfterEach
  void end() {
    ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").equals("/usr/bin/perl"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void aBackupEndsWithItsCallersWish() {
    assertFails(
        Reason.CANCELLED, () -> repository.take(plan(), new Yes(new AtomicInteger()), cancelled()));
  }

  @Test
  void aRestoreEndsWithItsCallersWish() {
    Tool tool = () -> Child.start(Command.of(Path.of("/bin/sh"), "-c", "cat > /dev/null"));
    assertFails(Reason.CANCELLED, () -> repository.unpack(tool, plain(), cancelled()));
  }

  @Test
  void aCheckEndsWithItsCallersWish() {
    assertFails(Reason.CANCELLED, () -> repository.check(plain(), cancelled()));
  }

  @Test
  void whatNobodyCanCancelHasALimit() {
    assertFails(Reason.HOST_FAILED, () -> repository.envelope("b"));
    assertFails(Reason.HOST_FAILED, () -> repository.discard("b"));
    assertFails(Reason.HOST_FAILED, () -> repository.sweep(Set.of()));
  }

  @Test
  void aStreamIsStartedOnce() throws IOException {
    var starts = new AtomicInteger();
    try (var pipe = NamedPipe.make(temporary.resolve("pipe"), USER.user());
        var line =
            new Line(
                () -> {
                  throw new IOException("no worker");
                },
                SHORT);
        var feeding = new Feeding(plan(), new Yes(starts), Watch.none(), pipe, line)) {
      feeding.start();
      assertFails(Reason.HOST_FAILED, feeding::start);
    }
    assertThat(starts).hasValue(1);
  }

  /** The worker holds the pipe open and reads no more, so that the engine's tool fills it. */
  @Test
  void aStreamThatIsNotReadEndsWithItsCallersWish() throws IOException {
    try (var pipe = NamedPipe.make(temporary.resolve("pipe"), USER.user());
        var _ = FileChannel.open(pipe.path());
        var line =
            new Line(
                () -> {
                  throw new IOException("no worker");
                },
                SHORT);
        var feeding = new Feeding(plan(), new Yes(new AtomicInteger()), cancelled(), pipe, line)) {
      feeding.start();
      assertFails(Reason.CANCELLED, feeding::finish);
    }
  }

  private static void assertFails(Reason reason, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            AgentFailure.class, failure -> assertThat(failure.reason()).isEqualTo(reason));
  }

  private static Watch cancelled() {
    return new Watch() {
      @Override
      public void progress(int percent) {}

      @Override
      public void note(String note) {}

      @Override
      public boolean isCancelled() {
        return true;
      }
    };
  }

  private static Plan plan() {
    return new Plan("b", "instance", Compression.ZSTD, Optional.empty());
  }

  private static StoredBackup plain() {
    return new StoredBackup("b", new Opening.Plain());
  }

  /** An endless stream. */
  private record Yes(AtomicInteger starts) implements Source {
    @Override
    public Envelope.Engine engine() {
      return new Envelope.Engine("Shell", "1", "yes", "1");
    }

    @Override
    public long estimate() {
      return 1;
    }

    @Override
    public Run start() throws IOException {
      starts.incrementAndGet();
      return new YesRun(Child.start(Command.of(Path.of("/usr/bin/yes"))));
    }
  }

  private record YesRun(Child child) implements Source.Run {
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
