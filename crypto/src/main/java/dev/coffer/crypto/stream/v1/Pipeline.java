package dev.coffer.crypto.stream.v1;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Batches that several workers transform at once and that come out in the order they went in. There
 * are never more than two batches for each worker and one in the caller's hands, and they are used
 * again and again. With one worker there is no thread: the caller's own transforms. Belongs to the
 * thread that uses the stream.
 */
final class Pipeline<B extends Batch> implements AutoCloseable {
  private final Supplier<B> newBatch;
  private final int limit;
  private final Optional<ExecutorService> threads;
  private final Executor executor;
  private final List<B> all = new ArrayList<>();
  private final Deque<B> idle = new ArrayDeque<>();
  private final Deque<Running<B>> running = new ArrayDeque<>();

  private record Running<B>(B batch, FutureTask<Batch> task) {}

  Pipeline(int workers, Supplier<B> newBatch) {
    if (workers < 1) {
      throw new IllegalArgumentException("cannot work with " + workers + " workers");
    }
    this.newBatch = newBatch;
    this.limit = workers == 1 ? 1 : 2 * workers + 1;
    this.threads = workers == 1 ? Optional.empty() : Optional.of(threads(workers));
    this.executor = threads.<Executor>map(pool -> pool).orElse(Runnable::run);
  }

  private static ExecutorService threads(int workers) {
    return Executors.newFixedThreadPool(
        workers, Thread.ofPlatform().daemon().name("sealed-stream-", 0).factory());
  }

  /** A batch to fill, unless all of them are in use. */
  Optional<B> idle() {
    if (idle.isEmpty() && all.size() < limit) {
      B batch = newBatch.get();
      all.add(batch);
      return Optional.of(batch);
    }
    return Optional.ofNullable(idle.poll());
  }

  void recycle(B batch) {
    idle.add(batch);
  }

  void submit(B batch) {
    FutureTask<Batch> task = batch.task();
    running.add(new Running<>(batch, task));
    executor.execute(task);
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  boolean isNextDone() {
    Running<B> head = running.peek();
    return head != null && head.task.isDone();
  }

  /** Waits for the batch that went in first. Stops an interrupted thread even if it is done. */
  B next() throws IOException {
    Running<B> head = running.remove();
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      head.task.get();
      return head.batch;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      throw new IllegalStateException("a worker failed", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a worker");
    }
  }

  /** Returns when no worker touches a batch any more: only then may native contexts be freed. */
  @Override
  public void close() {
    threads.ifPresent(
        pool -> {
          pool.shutdownNow();
          pool.close();
        });
    running.clear();
    idle.clear();
    all.forEach(Batch::release);
    all.clear();
  }
}
