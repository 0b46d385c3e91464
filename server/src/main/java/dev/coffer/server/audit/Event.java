package dev.coffer.server.audit;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One thing that happened.
 *
 * @param operation the operation called, or {@code KeyUse} for a use by the server itself
 * @param actor who did it; the server itself where it is empty
 * @param source the address that the request came from, empty for the server itself
 * @param status the HTTP status answered, 0 where nothing was
 * @param error the error code answered
 * @param keys every use of a master key
 */
public record Event(
    Instant at,
    String requestId,
    String operation,
    Optional<Actor> actor,
    String source,
    Optional<String> projectId,
    Optional<String> resource,
    int status,
    Optional<String> error,
    List<KeyUse> keys) {

  public Event {
    keys = List.copyOf(keys);
  }

  /** A caller, as far as it was proved. */
  public record Actor(UserId userId, String userName, DomainId domainId) {}

  /** A version of a master key whose material was opened. */
  public record KeyUse(KeyId keyId, int version) {}
}
