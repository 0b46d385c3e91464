package dev.coffer.agent.worker;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.BackupResult;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.BackupRepository;
import dev.coffer.agent.backup.Failures;
import dev.coffer.agent.backup.Plan;
import dev.coffer.agent.backup.Tool;
import dev.coffer.agent.backup.Watchdog;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.linux.NamedPipe;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Has the worker do it, and stands between it and the engines. No request waits for the worker
 * longer than its caller wants, or where the caller cannot say so, longer than a limit.
 */
public final class WorkerRepository implements BackupRepository {
  /** A worker that is asked to end a request removes what it wrote. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** For requests that look at names, or at one small object. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final WorkerProcess process;
  private final Duration grace;
  private final Duration limit;

  WorkerRepository(WorkerProcess process) {
    this(process, GRACE, LIMIT);
  }

  WorkerRepository(WorkerProcess process, Duration grace, Duration limit) {
    this.process = process;
    this.grace = grace;
    this.limit = limit;
  }

  /**
   * A repository whose worker starts with the first request.
   *
   * @param user the worker's, who owns the store
   * @param place a directory that only we write, for pipes and the worker's socket
   */
  public static WorkerRepository of(Identity user, Path store, Path place) throws IOException {
    return new WorkerRepository(new WorkerProcess(user, store, place));
  }

  /** Starts the worker now, beside whatever is done before the first request. */
  public void startAhead() {
    process.startAhead();
  }

  @Override
  public BackupResult take(Plan plan, Source source, Watch watch) throws IOException {
    try (var pipe = pipe();
        var line = line();
        var feeding = new Feeding(plan, source, watch, pipe, line)) {
      try {
        return line.sealer().take(plan, name(pipe), feeding, watch);
      } catch (AgentFailure failure) {
        feeding.requireNotStopped();
        throw failure;
      }
    }
  }

  @Override
  public Envelope unpack(Tool tool, StoredBackup backup, Watch watch) throws IOException {
    try (var pipe = pipe();
        var line = line();
        var unpacking = tool.start()) {
      var drain = Drain.into(unpacking.input(), pipe.path());
      Runnable abort =
          () -> {
            unpacking.abort();
            drain.abort();
            line.cutSoon();
          };
      try (var watchdog = Watchdog.over(watch, () -> true, abort)) {
        try {
          var envelope = read(line, backup, pipe, drain, watch);
          drain.await();
          unpacking.awaitSuccess();
          return envelope;
        } catch (IOException | AgentFailure failure) {
          watchdog.requireNotStopped();
          throw failure;
        }
      }
    }
  }

  private static Envelope read(
      Line line, StoredBackup backup, NamedPipe pipe, Drain drain, Watch watch) {
    try {
      return line.sealer().read(backup, name(pipe), () -> letGo(pipe), watch);
    } catch (AgentFailure failure) {
      throw drain.failure().map(why -> Failures.of(backup.backupId(), why)).orElse(failure);
    }
  }

  private Line line() {
    return new Line(process, grace);
  }

  private static boolean letGo(NamedPipe pipe) {
    try {
      pipe.letGo();
      return true;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private NamedPipe pipe() throws IOException {
    return NamedPipe.make(
        process.pipes().resolve(UUID.randomUUID().toString()), process.user().user());
  }

  private static String name(NamedPipe pipe) {
    return String.valueOf(pipe.path().getFileName());
  }

  @Override
  public Envelope check(StoredBackup backup, Watch watch) {
    return asking(watch, sealer -> sealer.check(backup, watch));
  }

  @Override
  public Optional<EnvelopeFile> envelope(String backupId) {
    return asking(deadline(), sealer -> sealer.envelope(backupId));
  }

  @Override
  public void discard(String backupId) {
    asking(
        deadline(),
        sealer -> {
          sealer.discard(backupId);
          return backupId;
        });
  }

  @Override
  public List<String> sweep(Set<String> underWay) {
    return asking(deadline(), sealer -> sealer.sweep(underWay));
  }

  private <T> T asking(Watch watch, Function<Sealer, T> request) {
    try (var line = line();
        var watchdog = Watchdog.over(watch, () -> true, line::cutSoon)) {
      try {
        return request.apply(line.sealer());
      } catch (AgentFailure failure) {
        watchdog.requireNotStopped();
        throw failure;
      }
    }
  }

  private Watch deadline() {
    return new Deadline(limit);
  }

  /** Ends a request whose caller cannot. */
  private record Deadline(long end, Duration limit) implements Watch {
    Deadline(Duration limit) {
      this(System.nanoTime() + limit.toNanos(), limit);
    }

    @Override
    public void progress(int percent) {}

    @Override
    public void note(String note) {}

    @Override
    public boolean isCancelled() {
      if (System.nanoTime() - end > 0) {
        throw new AgentFailure(
            AgentFailure.Reason.HOST_FAILED,
            "the worker did not answer within %d s: restart Coffer".formatted(limit.toSeconds()));
      }
      return false;
    }
  }
}
