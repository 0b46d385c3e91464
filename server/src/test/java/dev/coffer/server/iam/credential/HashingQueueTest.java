package dev.coffer.server.iam.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class HashingQueueTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void whatIsTooMuchIsRefusedAtOnce() throws Exception {
    var queue = new HashingQueue(1, 0, LONG);
    var begun = new Semaphore(0);
    var held = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = executor.submit(() -> queue.inTurn(() -> hold(begun, held)));
      begun.acquire();
      assertBusy(queue);
      held.countDown();
      first.get();
    }
    queue.inTurn(begun::release);
    assertThat(begun.availablePermits()).isEqualTo(1);
  }

  @Test
  void oneThatWaitsComesToItsTurn() throws Exception {
    var queue = new HashingQueue(1, 1, LONG);
    var begun = new Semaphore(0);
    var held = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = executor.submit(() -> queue.inTurn(() -> hold(begun, held)));
      begun.acquire();
      var second = executor.submit(() -> queue.inTurn(begun::release));
      held.countDown();
      first.get();
      second.get();
    }
    assertThat(begun.availablePermits()).isEqualTo(1);
  }

  @Test
  void oneThatWaitsTooLongIsRefused() throws Exception {
    var queue = new HashingQueue(1, 1, Duration.ofMillis(1));
    var begun = new Semaphore(0);
    var held = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = executor.submit(() -> queue.inTurn(() -> hold(begun, held)));
      begun.acquire();
      assertBusy(queue);
      held.countDown();
      first.get();
    }
  }

  private static void assertBusy(HashingQueue queue) {
    assertThatThrownBy(() -> queue.inTurn(() -> {}))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.failure()).isEqualTo(Failure.APIGW_0201_BUSY));
  }

  private static void hold(Semaphore begun, CountDownLatch held) {
    begun.release();
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
