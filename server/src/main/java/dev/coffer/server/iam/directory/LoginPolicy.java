package dev.coffer.server.iam.directory;

import java.time.Duration;
import java.time.Instant;

/**
 * How a domain stops guessing, with the vendor's bounds and defaults: after so many wrong passwords
 * within the period an account takes none for the time of the lock-out, not even the right one.
 */
public record LoginPolicy(int mostFailures, int periodMinutes, int lockoutMinutes) {
  public static final LoginPolicy DEFAULT = new LoginPolicy(5, 15, 15);

  public LoginPolicy {
    PasswordPolicy.within("login_failed_times", mostFailures, 3, 10);
    PasswordPolicy.within("period_with_login_failures", periodMinutes, 15, 60);
    PasswordPolicy.within("lockout_duration", lockoutMinutes, 15, 1440);
  }

  public boolean isLocked(int failures, Instant latest, Instant now) {
    return failures >= mostFailures && now.isBefore(latest.plus(lockout()));
  }

  /** From when on a failure before this moment does not count any more. */
  public Instant forgotten(int failures, Instant now) {
    return now.minus(failures >= mostFailures ? lockout() : Duration.ofMinutes(periodMinutes));
  }

  private Duration lockout() {
    return Duration.ofMinutes(lockoutMinutes);
  }
}
