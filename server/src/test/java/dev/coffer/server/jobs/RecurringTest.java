package dev.coffer.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecurringTest {
  private static final Duration PAUSE = Duration.ofMillis(20);

  @Test
  void oneThatHangsOrFailsHoldsUpNoOther() throws Exception {
    var times = new Semaphore(0);
    var failures = new Semaphore(0);
    var breaches = new Semaphore(0);
    var never = new CountDownLatch(1);
    var hangs = new Recurring.Action("hangs", PAUSE, () -> hang(never));
    var fails =
        new Recurring.Action(
            "fails",
            PAUSE,
            () -> {
              failures.release();
              throw new IllegalStateException("it fails");
            });
    var breaks =
        new Recurring.Action(
            "breaks",
            PAUSE,
            () -> {
              breaches.release();
              throw new NoClassDefFoundError("it breaks");
            });
    var goesOn = new Recurring.Action("goes on", PAUSE, times::release);
    try (var recurring = new Recurring(List.of(hangs, fails, breaks, goesOn))) {
      recurring.start();
      assertThat(times.tryAcquire(10, 1, TimeUnit.MINUTES)).isTrue();
      assertThat(failures.tryAcquire(10, 1, TimeUnit.MINUTES)).isTrue();
      assertThat(breaches.tryAcquire(10, 20, TimeUnit.SECONDS)).isTrue();
    }
    int left = times.drainPermits();
    assertThat(times.availablePermits()).as("after %d", left).isZero();
  }

  private static void hang(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
