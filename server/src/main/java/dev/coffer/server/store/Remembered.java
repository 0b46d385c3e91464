package dev.coffer.server.store;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * What look-ups found, held in memory until what they depend on changes. Once a change has returned
 * nothing is found as it was before. Absence is never held, so that asking for what does not exist
 * fills nothing. The trap: whoever writes has to say so, with {@link #changing} or {@link #forget}.
 */
public final class Remembered<K, V> {
  private static final int MOST = 10_000;

  private final boolean alone;

  // Replaced as a whole: what was read before a change is put into the map of before.
  private volatile Map<K, V> found = new ConcurrentHashMap<>();

  /**
   * Holds nothing where others write to the same database.
   *
   * @param alone whether this process alone writes
   */
  Remembered(boolean alone) {
    this.alone = alone;
  }

  public Optional<V> find(K key, Function<K, Optional<V>> read) {
    Map<K, V> current = found;
    V known = current.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<V> fresh = read.apply(key);
    if (alone) {
      if (current.size() >= MOST) {
        forget();
      } else {
        fresh.ifPresent(value -> current.put(key, value));
      }
    }
    return fresh;
  }

  /** To be called in the transaction that writes: forgets when it is committed. */
  public void changing(Handle handle) {
    if (!handle.isInTransaction()) {
      throw new IllegalStateException("a change outside of a transaction");
    }
    handle.afterCommit(this::forget);
  }

  /** Forgets everything; for after a change. */
  public void forget() {
    found = new ConcurrentHashMap<>();
  }
}
