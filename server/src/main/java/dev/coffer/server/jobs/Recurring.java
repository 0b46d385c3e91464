package dev.coffer.server.jobs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done again and again, each on a thread of its own: none waits for another, nor for jobs,
 * which tenants order and can draw out. Closing waits a little for what runs and then interrupts
 * it.
 */
public final class Recurring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

  private final List<Action> actions;
  private final ScheduledExecutorService threads;

  public Recurring(List<Action> actions) {
    this.actions = List.copyOf(actions);
    this.threads =
        Executors.newScheduledThreadPool(
            actions.size(), Thread.ofPlatform().daemon().name("recurring-", 0).factory());
  }

  /**
   * Something to do.
   *
   * @param pause between the end of one time and the next
   */
  public record Action(String name, Duration pause, Runnable action) {}

  public void start() {
    for (var each : actions) {
      var _ =
          threads.scheduleWithFixedDelay(
              () -> run(each), 0, each.pause().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void run(Action each) {
    try {
      each.action().run();
    } catch (RuntimeException | Error failed) {
      LOG.error("{} failed, and is tried again in {}", each.name(), each.pause(), failed);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(Jobs.GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
        var _ = threads.awaitTermination(Jobs.GRACE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException stopped) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
