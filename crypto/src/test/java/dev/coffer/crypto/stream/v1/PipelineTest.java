package dev.coffer.crypto.stream.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class PipelineTest {
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Held> made = new ArrayList<>();

  private Held make() {
    Held batch = new Held();
    made.add(batch);
    return batch;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void hasNoMoreBatchesThanItsBoundWhileWorkersAreBusy(int workers) throws IOException {
    try (Pipeline<Held> pipeline = new Pipeline<>(workers, this::make)) {
      for (int i = 0; i < 2 * workers + 1; i++) {
        pipeline.submit(pipeline.idle().orElseThrow());
      }
      assertThat(pipeline.idle()).isEmpty();
      assertThat(pipeline.isNextDone()).isFalse();
      gate.countDown();
      pipeline.recycle(pipeline.next());
      assertThat(pipeline.idle()).contains(made.getFirst());
    }
  }

  @Test
  void givesBatchesBackInTheOrderInWhichTheyCame() throws IOException {
    try (Pipeline<Held> pipeline = new Pipeline<>(3, this::make)) {
      for (int i = 0; i < 7; i++) {
        pipeline.submit(pipeline.idle().orElseThrow());
      }
      gate.countDown();
      for (Held batch : made) {
        assertThat(pipeline.next()).isSameAs(batch);
      }
      assertThat(pipeline.isEmpty()).isTrue();
    }
  }

  @Test
  void worksInTheCallersThreadIfThereIsOneWorker() throws IOException {
    gate.countDown();
    try (Pipeline<Held> pipeline = new Pipeline<>(1, this::make)) {
      pipeline.submit(pipeline.idle().orElseThrow());
      assertThat(pipeline.idle()).isEmpty();
      assertThat(pipeline.isNextDone()).isTrue();
      assertThat(pipeline.next().worker).isSameAs(Thread.currentThread());
    }
  }

  @Test
  void releasesNothingThatAWorkerStillUses() {
    Pipeline<Held> pipeline = new Pipeline<>(2, this::make);
    for (int i = 0; i < 5; i++) {
      pipeline.submit(pipeline.idle().orElseThrow());
    }
    Thread closing = Thread.ofPlatform().start(pipeline::close);
    gate.countDown();
    join(closing);
    assertThat(made).allMatch(batch -> batch.released);
    assertThat(made).noneMatch(batch -> batch.releasedWhileInUse);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void handsOnWhatAWorkerThrew(int workers) {
    gate.countDown();
    IOException refused = new IOException("refused");
    try (Pipeline<Held> pipeline = new Pipeline<>(workers, this::make)) {
      submitFailing(pipeline, refused);
      assertThatIOException().isThrownBy(pipeline::next).isSameAs(refused);
    }
    IllegalArgumentException broken = new IllegalArgumentException("broken");
    try (Pipeline<Held> pipeline = new Pipeline<>(workers, this::make)) {
      submitFailing(pipeline, broken);
      assertThatIllegalStateException().isThrownBy(pipeline::next).withCause(broken);
    }
  }

  private static void submitFailing(Pipeline<Held> pipeline, Exception failure) {
    Held batch = pipeline.idle().orElseThrow();
    batch.failure = Optional.of(failure);
    pipeline.submit(batch);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A batch that stays with its worker until the gate opens. */
  private final class Held extends Batch {
    private Optional<Exception> failure = Optional.empty();
    private volatile boolean inUse;
    private Thread worker = Thread.currentThread();
    private boolean released;
    private boolean releasedWhileInUse;

    @Override
    void transform() throws IOException {
      inUse = true;
      worker = Thread.currentThread();
      awaitGate();
      inUse = false;
      fail();
    }

    private void fail() throws IOException {
      if (failure.isPresent()) {
        switch (failure.get()) {
          case IOException e -> throw e;
          case RuntimeException e -> throw e;
          default -> throw new AssertionError(failure.get());
        }
      }
    }

    private void awaitGate() {
      while (gate.getCount() > 0) {
        Thread.onSpinWait();
      }
    }

    @Override
    void release() {
      releasedWhileInUse = inUse;
      released = true;
    }
  }
}
