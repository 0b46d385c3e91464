package dev.coffer.server.iam.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which signed requests changed something, so that whoever saw one cannot have it done again. A
 * repetition is let through for {@link #GRACE}: dates have whole seconds, so that two calls that
 * are meant may be the same to the byte, and clients send again what they were cut off with. The
 * trap: what is remembered is bounded, and gone with the process.
 */
public final class PerformedRequests {
  public static final Duration GRACE = Duration.ofSeconds(10);

  /** A date may lie ahead by the window, and is good for as long after. */
  private static final Duration LIFE = RequestSignature.CLOCK_WINDOW.multipliedBy(2);

  private static final int MOST = 1 << 17;

  // The first time of each, oldest first; guarded by this.
  private final Map<Long, Instant> performed = new LinkedHashMap<>();

  public synchronized boolean isReplay(long signature, Instant now) {
    Instant first = performed.get(signature);
    return first != null && first.plus(GRACE).isBefore(now);
  }

  public synchronized void add(long signature, Instant now) {
    performed.putIfAbsent(signature, now);
    var oldest = performed.values().iterator();
    boolean stale = true;
    while (stale && oldest.hasNext()) {
      stale = oldest.next().plus(LIFE).isBefore(now) || performed.size() > MOST;
      if (stale) {
        oldest.remove();
      }
    }
  }
}
