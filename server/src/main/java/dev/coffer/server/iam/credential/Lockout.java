package dev.coffer.server.iam.credential;

import dev.coffer.server.iam.directory.LoginPolicy;
import dev.coffer.server.id.UserId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Counts wrong passwords of accounts that exist; a restart forgets none. */
final class Lockout {
  private final Jdbi jdbi;

  Lockout(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  private record Failures(int count, Instant latest) {}

  boolean isLocked(UserId userId, LoginPolicy policy, Instant now) {
    return failures(userId)
        .map(known -> policy.isLocked(known.count(), known.latest(), now))
        .orElse(false);
  }

  /** Whether a password that was given, right or wrong, opens the account. */
  boolean admits(UserId userId, boolean right, LoginPolicy policy, Instant now) {
    Optional<Failures> known = failures(userId);
    if (known.isPresent() && policy.isLocked(known.get().count(), known.get().latest(), now)) {
      return false;
    }
    if (!right) {
      count(userId, policy.forgotten(known.map(Failures::count).orElse(0), now), now);
    } else if (known.isPresent()) {
      forget(userId);
    }
    return right;
  }

  private void forget(UserId userId) {
    jdbi.useHandle(h -> h.execute("DELETE FROM iam_login_failure WHERE user_id = ?", userId));
  }

  private Optional<Failures> failures(UserId userId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT failures AS count, latest_at AS latest FROM iam_login_failure
                    WHERE user_id = ?
                    """)
                .bind(0, userId)
                .mapTo(Failures.class)
                .findOne());
  }

  // One statement, so that guesses made at the same time are each counted.
  private void count(UserId userId, Instant forgotten, Instant now) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO iam_login_failure (user_id, failures, latest_at) VALUES (?, 1, ?)
                ON CONFLICT (user_id) DO UPDATE SET latest_at = excluded.latest_at,
                  failures = CASE WHEN iam_login_failure.latest_at <= ? THEN 1
                    ELSE iam_login_failure.failures + 1 END
                """,
                userId,
                now,
                forgotten));
  }
}
