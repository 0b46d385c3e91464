package dev.coffer.agent.backup;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Watch;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Looks about every second whether a long work may go on, and aborts it if not. The abort makes the
 * work fail in some way of its own; asked afterwards, this tells the true reason. An abort must not
 * wait for the work.
 */
public final class Watchdog implements AutoCloseable {
  private static final long INTERVAL_SECONDS = 1;

  private final Watch watch;
  private final BooleanSupplier usable;
  private final Runnable abort;
  private final Thread worker = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean isAborting;
  private final FutureTask<Boolean> guard = new FutureTask<>(this::guard);

  private Watchdog(Watch watch, BooleanSupplier usable, Runnable abort) {
    this.watch = watch;
    this.usable = usable;
    this.abort = abort;
  }

  /** Guards the calling thread's work until closed. */
  public static Watchdog over(Watch watch, BooleanSupplier usable, Runnable abort) {
    var watchdog = new Watchdog(watch, usable, abort);
    Thread.ofVirtual().name("watchdog").start(watchdog.guard);
    return watchdog;
  }

  /** Fails if a look in the past found that the work must stop. */
  public void requireNotStopped() {
    if (isAborting || guard.isDone()) {
      rethrow();
    }
  }

  /** Looks again, and fails if the work must stop. */
  void requireAllowed() {
    requireNotStopped();
    look();
  }

  private boolean guard() throws InterruptedException {
    boolean allowed = false;
    try {
      while (!ended.await(INTERVAL_SECONDS, TimeUnit.SECONDS)) {
        look();
      }
      allowed = true;
    } finally {
      if (!allowed) {
        isAborting = true;
        abort.run();
      }
    }
    return allowed;
  }

  private void look() {
    if (watch.isCancelled() || worker.isInterrupted()) {
      throw new AgentFailure(Reason.CANCELLED, "the caller asked to stop");
    }
    if (!usable.getAsBoolean()) {
      throw new AgentFailure(Reason.KEY_UNUSABLE, "the key may not be used any more");
    }
  }

  private void rethrow() {
    try {
      guard.get();
    } catch (ExecutionException stopped) {
      if (stopped.getCause() instanceof AgentFailure failure) {
        throw failure;
      }
      throw new IllegalStateException("the caller's check failed", stopped.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AgentFailure(Reason.CANCELLED, "interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
