package dev.coffer.acceptance;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what gives no event, looking again and again; what does not come is a failure. */
public final class Await {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private Await() {}

  public static void until(String what, Callable<Boolean> condition) {
    until(LIMIT, what, condition);
  }

  public static void until(Duration limit, String what, Callable<Boolean> condition) {
    present(limit, what, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  static <T> T present(String what, Callable<Optional<T>> look) {
    return present(LIMIT, what, look);
  }

  static <T> T present(Duration limit, String what, Callable<Optional<T>> look) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> found = look(look);
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + limit.toSeconds() + " s for " + what);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  private static <T> Optional<T> look(Callable<Optional<T>> look) {
    try {
      return look.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
