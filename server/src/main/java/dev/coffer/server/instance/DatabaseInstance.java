package dev.coffer.server.instance;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One instance, as it stood when it was read.
 *
 * @param address where its engine listens; empty until it does
 * @param port 0 until its engine listens, or where it is reached by its socket alone
 * @param adopted there for an engine that runs outside of Coffer
 * @param version the engine's version, such as {@code 10.11.14}; empty until it is known
 * @param administrator the user that the caller works as
 */
public record DatabaseInstance(
    String id,
    String projectId,
    String name,
    InstanceState state,
    String address,
    int port,
    Optional<Adopted> adopted,
    String version,
    String administrator,
    InstanceDetails details,
    Instant createdAt,
    Instant updatedAt) {

  /** Where a foreign engine lives. */
  public record Adopted(Optional<Path> socket, Path dataDirectory) {}
}
