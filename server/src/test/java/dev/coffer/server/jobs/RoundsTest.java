package dev.coffer.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RoundsTest {
  private final CountDownLatch never = new CountDownLatch(1);
  private final CountDownLatch slowBegan = new CountDownLatch(1);
  private final AtomicInteger hanging = new AtomicInteger();
  private final LinkedBlockingQueue<String> looks = new LinkedBlockingQueue<>();

  @Test
  @Timeout(60)
  void oneThatTakesItsTimeHoldsUpNoOtherAndIsLeftAlone() throws Exception {
    try (var rounds = new Rounds<String>(Duration.ofMillis(100))) {
      // A round may find that the quick one, too, has not ended yet.
      while (Collections.frequency(looks, "quick") < 3) {
        rounds.round(List.of("slow", "quick"), name -> name, this::look);
        assertThat(looks).doesNotContain("slow was stopped");
      }
      slowBegan.await();
    }
    assertThat(looks).containsOnlyOnce("slow was stopped");
  }

  @Test
  void aRoundIsOverOnceItsLooksAre() {
    try (var rounds = new Rounds<String>(Duration.ofMinutes(1))) {
      rounds.round(List.of("one", "two", "three"), name -> name, looks::add);
      assertThat(looks).containsExactlyInAnyOrder("one", "two", "three");
    }
  }

  @Test
  void aLookThatFailsIsTakenAgain() {
    try (var rounds = new Rounds<String>(Duration.ofMinutes(1))) {
      for (int i = 0; i < 2; i++) {
        rounds.round(
            List.of("failing"),
            name -> name,
            name -> {
              looks.add(name);
              throw new IllegalStateException("it fails");
            });
      }
      assertThat(looks).containsExactly("failing", "failing");
    }
  }

  @Test
  void noneBeginsAfterTheEnd() {
    var rounds = new Rounds<String>(Duration.ofMinutes(1));
    rounds.close();
    rounds.round(List.of("late"), name -> name, looks::add);
    assertThat(looks).isEmpty();
  }

  @Test
  @Timeout(60)
  void noneGoesOnThatBeganBesideTheEnd() throws Exception {
    var rounds = new Rounds<Beside>(Duration.ofMillis(100));
    var closer = Thread.ofPlatform().unstarted(rounds::close);
    rounds.round(List.of(new Beside(closer)), key -> key, _ -> hang());
    closer.join();
    assertThat(hanging).hasValue(0);
  }

  /** Looked up when it is seen that the rounds go on; they are closed then, or about to be. */
  private record Beside(Thread closer) {
    @Override
    public int hashCode() {
      if (closer.getState() == Thread.State.NEW) {
        closer.start();
        while (closer.getState() == Thread.State.RUNNABLE) {
          Thread.onSpinWait();
        }
      }
      return 0;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }
  }

  private void hang() {
    hanging.incrementAndGet();
    try {
      never.await();
    } catch (InterruptedException stopped) {
      hanging.decrementAndGet();
      Thread.currentThread().interrupt();
    }
  }

  private void look(String name) {
    if (name.equals("quick")) {
      looks.add(name);
      return;
    }
    slowBegan.countDown();
    try {
      never.await();
    } catch (InterruptedException stopped) {
      looks.add(name + " was stopped");
      Thread.currentThread().interrupt();
    }
  }
}
