package dev.coffer.server.wire;

import java.util.Optional;

/**
 * Who calls, as far as a handler may know.
 *
 * @param projectId the project that the token is scoped to; empty for a signed request, which may
 *     enter each project of its domain
 */
public record Caller(
    String userId,
    String userName,
    String domainId,
    String domainName,
    Optional<String> projectId) {

  /** The caller of an operation that anyone may call. */
  public static final Caller NOBODY = new Caller("", "", "", "", Optional.empty());
}
