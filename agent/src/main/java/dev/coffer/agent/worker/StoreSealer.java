package dev.coffer.agent.worker;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.BackupResult;
import dev.coffer.agent.Id;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.Plan;
import dev.coffer.agent.backup.StoreRepository;
import dev.coffer.agent.pipeline.Feed;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.crypto.envelope.v1.Envelope;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The worker's work, on the store that it has. */
final class StoreSealer implements Sealer {
  private final StoreRepository repository;
  private final Path pipes;

  StoreSealer(StoreRepository repository, Path pipes) {
    this.repository = repository;
    this.pipes = pipes;
  }

  @Override
  public BackupResult take(Plan plan, String pipe, Feed feed, Watch watch) {
    var source = new Piped(feed, pipes.resolve(Id.require(pipe)));
    return failing(() -> repository.take(plan, source, watch));
  }

  @Override
  public Envelope read(StoredBackup backup, String pipe, BooleanSupplier opened, Watch watch) {
    return failing(
        () -> {
          try (var out = new FileOutputStream(pipes.resolve(Id.require(pipe)).toFile())) {
            if (!opened.getAsBoolean()) {
              throw new IOException("the pipe has no reader");
            }
            return repository.read(out, backup, watch);
          }
        });
  }

  @Override
  public Envelope check(StoredBackup backup, Watch watch) {
    return repository.check(backup, watch);
  }

  @Override
  public Optional<EnvelopeFile> envelope(String backupId) {
    return failing(() -> repository.envelope(backupId));
  }

  @Override
  public void discard(String backupId) {
    failing(
        () -> {
          repository.discard(backupId);
          return backupId;
        });
  }

  @Override
  public List<String> sweep(Set<String> underWay) {
    return failing(() -> repository.sweep(underWay));
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T failing(Work<T> work) {
    try {
      return work.run();
    } catch (IOException failure) {
      throw new AgentFailure(Reason.HOST_FAILED, "store", failure);
    }
  }

  /** An engine that tells its data through a pipe; the agent watches over it. */
  private record Piped(Feed feed, Path pipe) implements Source {
    @Override
    public Envelope.Engine engine() {
      return feed.engine();
    }

    @Override
    public long estimate() {
      return feed.estimate();
    }

    @Override
    public Run start() throws IOException {
      // With the agent's end open this waits for nothing.
      InputStream stream = new FileInputStream(pipe.toFile());
      boolean started = false;
      try {
        feed.start();
        started = true;
        return new PipedRun(feed, stream);
      } finally {
        if (!started) {
          stream.close();
        }
      }
    }
  }

  private record PipedRun(Feed feed, InputStream stream) implements Source.Run {
    @Override
    public Envelope.Position finish() {
      return feed.finish();
    }

    // The agent looks itself whether it may go on, and then the pipe ends.
    @Override
    public void abort() {}

    @Override
    public void close() {
      try {
        stream.close();
      } catch (IOException unread) {
        throw new AgentFailure(Reason.HOST_FAILED, "pipe", unread);
      }
    }
  }
}
