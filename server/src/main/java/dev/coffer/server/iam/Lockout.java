package dev.coffer.server.iam;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stops guessing: after five wrong passwords within a quarter of an hour an account takes none for
 * a quarter of an hour, not even the right one. Held in memory, for accounts that exist only; a
 * restart forgets it.
 */
final class Lockout {
  static final int MOST_FAILURES = 5;
  static final Duration TIME = Duration.ofMinutes(15);

  private final Map<String, Failures> failures = new ConcurrentHashMap<>();

  private record Failures(int count, Instant latest) {
    private boolean isOver(Instant now) {
      return Duration.between(latest, now).compareTo(TIME) >= 0;
    }
  }

  boolean isLocked(String userId, Instant now) {
    Failures known = failures.get(userId);
    return known != null && known.count() >= MOST_FAILURES && !known.isOver(now);
  }

  void failed(String userId, Instant now) {
    failures.compute(
        userId,
        (_, known) ->
            new Failures(known == null || known.isOver(now) ? 1 : known.count() + 1, now));
  }

  void succeeded(String userId) {
    failures.remove(userId);
  }
}
