package dev.coffer.server.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after many things at once: one that takes its time, such as an engine that recovers or a
 * server that its tenant holds up, keeps no other waiting, and is left alone until its look ends.
 *
 * @param <K> what tells the things apart
 */
public final class Rounds<K> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final int AT_ONCE = 32;

  private final Duration limit;
  private final Map<K, Thread> underWay = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(AT_ONCE);

  // Its holder finds in the map what has been started, and in its time nothing else begins.
  private final Lock beginning = new ReentrantLock();
  private boolean closed;

  /**
   * Rounds that have not begun.
   *
   * @param limit how long a round waits for its looks, which go on after it
   */
  public Rounds(Duration limit) {
    this.limit = limit;
  }

  public <T> void round(List<T> things, Function<T, K> key, Consumer<T> look) {
    long begun = System.nanoTime();
    var looks =
        things.stream()
            .map(thing -> begin(key.apply(thing), () -> look.accept(thing)))
            .flatMap(Optional::stream)
            .toList();
    try {
      for (var each : looks) {
        each.join(limit.minusNanos(System.nanoTime() - begun));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Thread> begin(K key, Runnable look) {
    var thread = Thread.ofVirtual().name("look after " + key).unstarted(() -> run(key, look));
    beginning.lock();
    try {
      if (closed || underWay.putIfAbsent(key, thread) != null) {
        return Optional.empty();
      }
      thread.start();
      return Optional.of(thread);
    } finally {
      beginning.unlock();
    }
  }

  private void run(K key, Runnable look) {
    try {
      places.acquire();
      try {
        look.run();
      } finally {
        places.release();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      LOG.error("looking after {} failed", key, failed);
    } finally {
      underWay.remove(key);
    }
  }

  private List<Thread> end() {
    beginning.lock();
    try {
      closed = true;
      return List.copyOf(underWay.values());
    } finally {
      beginning.unlock();
    }
  }

  /** Interrupts what is still under way, and waits a little until it has ended. */
  @Override
  public void close() {
    var left = end();
    left.forEach(Thread::interrupt);
    try {
      for (var each : left) {
        each.join(Jobs.GRACE);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
