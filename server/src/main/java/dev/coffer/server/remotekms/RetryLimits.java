package dev.coffer.server.remotekms;

import java.time.Duration;

/**
 * How long the other KMS is waited for.
 *
 * @param attempts how often a call is made at most
 * @param pause before the second attempt; twice as long before each further one
 * @param answer how long one attempt may take
 * @param total when no further attempt is begun, and the last one is given up
 */
record RetryLimits(int attempts, Duration pause, Duration answer, Duration total) {
  /** A client of this server's waits this long for an answer that is made of one or two calls. */
  static final RetryLimits USUAL =
      new RetryLimits(4, Duration.ofMillis(100), Duration.ofSeconds(3), Duration.ofSeconds(8));
}
