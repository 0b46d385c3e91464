package dev.coffer.server.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many calls of one operation each caller may make in a second, up to a second's worth at once:
 * a user or an agency that proved to be it, or an address for what anyone may call. Never by what a
 * request merely names, so that no caller spends another's budget.
 */
final class RateLimit {
  private static final int MOST_COUNTED = 10_000;
  private static final double NANOS = Duration.ofSeconds(1).toNanos();

  private final int perSecond;
  private final Map<Key, Bucket> buckets = new ConcurrentHashMap<>();

  /** No limit where it is 0. */
  RateLimit(int perSecond) {
    this.perSecond = perSecond;
  }

  /** Whose calls of which operation are counted together. */
  record Key(String operation, String caller) {}

  private record Bucket(double left, Instant at) {}

  boolean admits(Key key, Instant now) {
    if (perSecond == 0) {
      return true;
    }
    if (buckets.size() >= MOST_COUNTED) {
      buckets.values().removeIf(bucket -> filled(bucket, now) >= perSecond);
    }
    double[] before = new double[1];
    buckets.compute(
        key,
        (_, bucket) -> {
          before[0] = bucket == null ? perSecond : filled(bucket, now);
          return new Bucket(before[0] >= 1 ? before[0] - 1 : before[0], now);
        });
    return before[0] >= 1;
  }

  int counted() {
    return buckets.size();
  }

  private double filled(Bucket bucket, Instant now) {
    double passed = Math.max(0, Duration.between(bucket.at(), now).toNanos());
    return Math.min(perSecond, bucket.left() + passed / NANOS * perSecond);
  }
}
