package dev.coffer.server.remotekms;

import java.time.Instant;
import java.util.Optional;

/**
 * How the other KMS has answered since the start.
 *
 * @param calls that were to be made, each counted once
 * @param retries attempts after a call's first
 * @param failures calls that got no answer
 * @param lastFailure why the last of them did not, while none was answered since
 */
public record RemoteStatus(
    String endpoint,
    long calls,
    long retries,
    long failures,
    long slowestMillis,
    Optional<Instant> lastAnswer,
    Optional<String> lastFailure) {

  /** Whether the last call was answered; so where none was made yet. */
  public boolean isReachable() {
    return lastFailure.isEmpty();
  }
}
