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
import org.jspecify.annotations.Nullable;

/**
 * The agent's end of a backup: the engine's tool, whose stream goes to the worker. A tool that
 * hangs keeps the worker waiting, so whether it may go on is looked at here as well.
 */
final class Feeding implements Feed, AutoCloseable {
  private final Plan plan;
  private final Source source;
  private final Watch watch;
  private final NamedPipe pipe;
  private Source.@Nullable Telling telling;
  private @Nullable Watchdog watchdog;

  Feeding(Plan plan, Source source, Watch watch, NamedPipe pipe) {
    this.plan = plan;
    this.source = source;
    this.watch = watch;
    this.pipe = pipe;
  }

  @Override
  public Envelope.Engine engine() {
    return failing(source::engine);
  }

  @Override
  public long estimate() {
    return failing(source::estimate);
  }

  @Override
  public void start() {
    telling =
        failing(
            () -> {
              var started = source.startInto(pipe.path());
              pipe.letGo();
              return started;
            });
    watchdog = Watchdog.over(watch, this::isAllowed, telling::abort);
  }

  private boolean isAllowed() {
    return plan.sealing().map(Sealing::stillUsable).orElse(() -> true).getAsBoolean();
  }

  @Override
  public Envelope.Position finish() {
    if (telling == null || watchdog == null) {
      throw new IllegalStateException("it was not started");
    }
    var told = telling;
    var guard = watchdog;
    return failing(
        () -> {
          try {
            return told.finish();
          } catch (IOException failure) {
            guard.requireNotStopped();
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
    if (watchdog != null) {
      watchdog.close();
    }
    if (telling != null) {
      telling.close();
    }
  }
}
