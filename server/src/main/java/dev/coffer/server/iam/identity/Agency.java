package dev.coffer.server.iam.identity;

import dev.coffer.server.id.DomainId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a domain lets another do in its name: whatever roles the agency was given.
 *
 * @param lifeBeginsAt from when the time until it expires was counted, when that was last given
 */
public record Agency(
    String id,
    DomainId domainId,
    String name,
    String description,
    Trust trust,
    Instant createdAt,
    Instant lifeBeginsAt,
    Optional<Instant> expiresAt) {

  /** Who may act for the agency. */
  public sealed interface Trust {
    /** Users of a domain to whom it has given leave to. */
    record Domain(DomainId id) implements Trust {}

    /** A service of this server, such as {@code op_svc_dws}. */
    record Service(String name) implements Trust {}

    String SERVICE_PREFIX = "op_svc_";
  }

  /** How long it was given; empty where it never expires. */
  public Optional<Duration> life() {
    return expiresAt.map(end -> Duration.between(lifeBeginsAt, end));
  }

  public boolean isInForce(Instant now) {
    return expiresAt.isEmpty() || now.isBefore(expiresAt.get());
  }
}
