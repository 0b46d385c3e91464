package dev.coffer.server.iam.credential;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The queue in which log-ins by password wait for each other. Each costs a core for a while, and
 * anybody may try: they take at most half of the cores, a few wait, fewer of one address, and more
 * are told to come again.
 */
public final class Logins {
  private static final int MOST_WAITING = 32;
  private static final int MOST_OF_ADDRESS = 8;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Semaphore places = new Semaphore(MOST_WAITING);
  private final Semaphore turns =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
  private final Map<String, Integer> ofAddress = new ConcurrentHashMap<>();

  /**
   * Does a log-in when it is its turn; refuses it where too many wait.
   *
   * @param address where it comes from
   */
  public <T> T inTurn(String address, Supplier<T> login) {
    if (ofAddress.merge(address, 1, Integer::sum) > MOST_OF_ADDRESS) {
      leave(address);
      throw new Refusal(Failure.APIGW_0308);
    }
    try {
      return inTurn(login);
    } finally {
      leave(address);
    }
  }

  private <T> T inTurn(Supplier<T> login) {
    if (!places.tryAcquire()) {
      throw new Refusal(Failure.APIGW_0201_BUSY);
    }
    try {
      if (!turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Refusal(Failure.APIGW_0201_BUSY);
      }
      try {
        return login.get();
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

  private void leave(String address) {
    ofAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }
}
