package dev.coffer.server.audit;

import java.util.ArrayList;
import java.util.List;

/** Follows one request; whatever uses a key while it runs is noted here. */
public final class Trace {
  private static final ScopedValue<Trace> CURRENT = ScopedValue.newInstance();
  // Far above what a request uses; a bound, so that no request makes a line of any length.
  private static final int MOST_KEYS = 100;

  private final List<Event.KeyUse> keys = new ArrayList<>();

  /** Runs the work with this trace as the current one. */
  public <T, E extends Exception> T follow(ScopedValue.CallableOp<T, E> work) throws E {
    return ScopedValue.where(CURRENT, this).call(work);
  }

  static boolean isFollowing() {
    return CURRENT.isBound();
  }

  static void note(Event.KeyUse use) {
    Trace trace = CURRENT.get();
    synchronized (trace.keys) {
      if (trace.keys.size() < MOST_KEYS && !trace.keys.contains(use)) {
        trace.keys.add(use);
      }
    }
  }

  public List<Event.KeyUse> keys() {
    synchronized (keys) {
      return List.copyOf(keys);
    }
  }
}
