package dev.coffer.agent.worker;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.BackupResult;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.BackupRepository;
import dev.coffer.agent.backup.Failures;
import dev.coffer.agent.backup.Plan;
import dev.coffer.agent.backup.Tool;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.link.Link;
import dev.coffer.agent.linux.NamedPipe;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Has the worker do it, and stands between it and the engines. */
public final class WorkerRepository implements BackupRepository {
  private final WorkerProcess process;
  private final Sealer sealer;

  WorkerRepository(WorkerProcess process) {
    this.process = process;
    this.sealer = new Link("the worker", process, FileKeys.NONE).remote(Sealer.class);
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
        var feeding = new Feeding(plan, source, watch, pipe)) {
      return sealer.take(plan, name(pipe), feeding, watch);
    }
  }

  @Override
  public Envelope unpack(Tool tool, StoredBackup backup, Watch watch) throws IOException {
    try (var pipe = pipe();
        var unpacking = tool.start()) {
      var drain = Drain.into(unpacking.input(), pipe.path());
      Envelope envelope;
      try {
        envelope = sealer.read(backup, name(pipe), () -> letGo(pipe), watch);
      } catch (AgentFailure failure) {
        throw drain.failure().map(why -> Failures.of(backup.backupId(), why)).orElse(failure);
      }
      drain.await();
      unpacking.awaitSuccess();
      return envelope;
    }
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
    return sealer.check(backup, watch);
  }

  @Override
  public Optional<EnvelopeFile> envelope(String backupId) {
    return sealer.envelope(backupId);
  }

  @Override
  public void discard(String backupId) {
    sealer.discard(backupId);
  }

  @Override
  public List<String> sweep(Set<String> underWay) {
    return sealer.sweep(underWay);
  }
}
