package dev.coffer.server.remotekms;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the calls of another KMS. */
final class RemoteCalls {
  private final String endpoint;
  private final InstantSource clock;

  // All guarded by this.
  private long calls;
  private long retries;
  private long failures;
  private long slowestMillis;
  private @Nullable Instant lastAnswer;
  private @Nullable String lastFailure;

  RemoteCalls(String endpoint, InstantSource clock) {
    this.endpoint = endpoint;
    this.clock = clock;
  }

  synchronized void begun() {
    calls++;
  }

  synchronized void retried() {
    retries++;
  }

  synchronized void answered(long nanos) {
    slowestMillis = Math.max(slowestMillis, Duration.ofNanos(nanos).toMillis());
    lastAnswer = clock.instant();
    lastFailure = null;
  }

  synchronized void failed(String why) {
    failures++;
    lastFailure = why;
  }

  synchronized RemoteStatus status() {
    return new RemoteStatus(
        endpoint,
        calls,
        retries,
        failures,
        slowestMillis,
        Optional.ofNullable(lastAnswer),
        Optional.ofNullable(lastFailure));
  }
}
