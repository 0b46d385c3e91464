package dev.coffer.agent.worker;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.Sealing;
import dev.coffer.agent.Watch;
import dev.coffer.agent.backup.Failures;
import dev.coffer.agent.backup.Plan;
import dev.coffer.agent.backup.Watchdog;
import dev.coffer.agent.linux.NamedPipe;
import dev.coffer.agent.pipeline.Feed;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The agent's end of a backup: the engine's tool, whose stream goes to the worker. A tool that
 * hangs keeps the worker waiting, and a worker that was taken over need not ask whether it may go
 * on, so that is looked at here as well.
 */
final class Feeding implements Feed, AutoCloseable {
  private final Plan plan;
  private final Source source;
  private final NamedPipe pipe;
  private final Line line;
  private final Watchdog watchdog;
  private Source.@Nullable Telling telling;
  private boolean isAborted;

  Feeding(Plan plan, Source source, Watch watch, NamedPipe pipe, Line line) {
    this.plan = plan;
    this.source = source;
    this.pipe = pipe;
    this.line = line;
    this.watchdog = Watchdog.over(watch, this::isAllowed, this::abort);
  }

  @Override
  public Envelope.Engine engine() {
    return failing(source::engine);
  }

  @Override
  public long estimate() {
    return failing(source::estimate);
  }

  /** Once: each start is a program that may run as root. */
  @Override
  public synchronized void start() {
    if (telling != null || isAborted) {
      throw new AgentFailure(
          AgentFailure.Reason.HOST_FAILED, "the worker asked for a stream that it may not have");
    }
    telling = failing(() -> source.startInto(pipe.path()));
    failing(
        () -> {
          pipe.letGo();
          return pipe;
        });
  }

  private synchronized void abort() {
    isAborted = true;
    if (telling != null) {
      telling.abort();
    }
    line.cutSoon();
  }

  private synchronized Optional<Source.Telling> telling() {
    return Optional.ofNullable(telling);
  }

  /** Fails with the reason for which the work had to stop, if it had. */
  void requireNotStopped() {
    watchdog.requireNotStopped();
  }

  private boolean isAllowed() {
    return plan.sealing().map(Sealing::stillUsable).orElse(() -> true).getAsBoolean();
  }

  @Override
  public Envelope.Position finish() {
    var told = telling().orElseThrow(() -> new IllegalStateException("it was not started"));
    return failing(
        () -> {
          try {
            return told.finish();
          } catch (IOException failure) {
            watchdog.requireNotStopped();
            throw failure;
          }
        });
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T failing(Work<T> work) throws AgentFailure {
    try {
      return work.run();
    } catch (IOException failure) {
      throw Failures.of(plan.backupId(), failure);
    }
  }

  @Override
  public void close() {
    watchdog.close();
    telling().ifPresent(Source.Telling::close);
  }
}
