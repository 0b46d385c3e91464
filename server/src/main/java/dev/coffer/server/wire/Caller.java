package dev.coffer.server.wire;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.UserId;

/**
 * Who calls, as far as a handler may know: a user, or an agency that a user acts for.
 *
 * @param userId the user's id, or the agency's
 */
public record Caller(
    UserId userId,
    String userName,
    DomainId domainId,
    String domainName,
    Reach reach,
    Session session) {

  /** The caller of an operation that anyone may call. */
  public static final Caller ANONYMOUS =
      new Caller(new UserId("nobody"), "", new DomainId("nobody"), "", new Reach.NoProject());

  /** A user who acts as such. */
  public Caller(UserId userId, String userName, DomainId domainId, String domainName, Reach reach) {
    this(userId, userName, domainId, domainName, reach, Session.OWN);
  }
}
