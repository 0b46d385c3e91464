package dev.coffer.server.wire;

import java.util.function.Predicate;

/**
 * How a caller came to act.
 *
 * @param forAgency whether the caller is an agency that a user acts for
 * @param temporary whether it holds an access key for a while
 * @param narrowing what the session may be used for at all, whatever its permissions
 */
public record Session(boolean forAgency, boolean temporary, Predicate<Access> narrowing) {
  /** A user's own. */
  public static final Session OWN = new Session(false, false, _ -> true);
}
