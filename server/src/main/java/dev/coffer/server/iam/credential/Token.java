package dev.coffer.server.iam.credential;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * What a token stands for.
 *
 * @param domainId the user's, or the agency's
 * @param projectId the project it is scoped to; empty where its scope is the whole domain
 * @param agencyId the agency that the user acts for, if any
 */
public record Token(
    UserId userId,
    DomainId domainId,
    Optional<ProjectId> projectId,
    Optional<String> agencyId,
    Instant issuedAt,
    Instant expiresAt) {

  /** A new token with its value, told once; printing it hides the value. */
  public record Issued(String value, Token token) {
    @Override
    public String toString() {
      return "Issued[" + token + "]";
    }
  }
}
