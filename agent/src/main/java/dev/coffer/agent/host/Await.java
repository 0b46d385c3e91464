package dev.coffer.agent.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits for what the outside world does without telling: the one place that polls. */
public final class Await {
  private static final long INTERVAL = 20;

  private Await() {}

  /** Something about the outside world that will come to hold, or not. */
  public interface Condition {
    boolean holds() throws IOException;
  }

  /** Returns whether it came to hold in time. */
  public static boolean until(Duration limit, Condition condition) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(INTERVAL);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a server");
    }
  }
}
