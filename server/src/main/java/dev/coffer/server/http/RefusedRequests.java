package dev.coffer.server.http;

import dev.coffer.server.audit.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts refused requests of which nobody knows who sent them: anybody can make as many as they
 * like, so the audit log has a line for each kind of them in a minute and not for each of them.
 */
final class RefusedRequests {
  private static final int MOST_KINDS = 100;

  // Guarded by this.
  private final Map<Kind, Long> counts = new HashMap<>();

  private record Kind(String operation, String source, int status, String error) {}

  synchronized void count(Event refused) {
    var kind =
        new Kind(
            refused.operation(), refused.source(), refused.status(), refused.error().orElse(""));
    boolean known = counts.containsKey(kind) || counts.size() < MOST_KINDS;
    counts.merge(known ? kind : new Kind("others", "", kind.status(), ""), 1L, Long::sum);
  }

  /** The lines of what was counted since the last call. */
  synchronized List<Event> summary(Instant now) {
    var lines = new ArrayList<Event>();
    counts.forEach((kind, count) -> lines.add(line(kind, count, now)));
    counts.clear();
    return lines;
  }

  private static Event line(Kind kind, long count, Instant now) {
    return new Event(
        now,
        "",
        "RefusedRequests",
        Optional.empty(),
        kind.source(),
        Optional.empty(),
        Optional.of(kind.operation() + " times " + count),
        kind.status(),
        Optional.of(kind.error()).filter(error -> !error.isEmpty()),
        List.of());
  }
}
