package dev.coffer.server.iam.credential;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The queue in which the hashing of passwords waits. Each takes a core and 19 MiB for a while, and
 * anybody may cause one: a few are computed at a time, some wait, and more are told to come again.
 */
final class HashingQueue {
  private final Semaphore places;
  private final Semaphore turns;
  private final Duration longestWait;

  HashingQueue(int atOnce, int waiting, Duration longestWait) {
    this.places = new Semaphore(atOnce + waiting);
    this.turns = new Semaphore(atOnce, true);
    this.longestWait = longestWait;
  }

  /** Computes when it is its turn; refuses with 503 where too many wait, or it waited too long. */
  void inTurn(Runnable hashing) {
    if (!places.tryAcquire()) {
      throw new Refusal(Failure.APIGW_0201_BUSY);
    }
    try {
      if (!turns.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Refusal(Failure.APIGW_0201_BUSY);
      }
      try {
        hashing.run();
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Failure.APIGW_0201_BUSY);
    } finally {
      places.release();
    }
  }
}
