package dev.coffer.server.instance;

import dev.coffer.server.id.ProjectId;
import dev.coffer.server.store.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;

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
    InstanceId id,
    ProjectId projectId,
    String name,
    InstanceState state,
    String address,
    int port,
    @Nested Optional<Adopted> adopted,
    String version,
    String administrator,
    @Json InstanceDetails details,
    Instant createdAt,
    Instant updatedAt) {

  /** Where a foreign engine lives. */
  public record Adopted(Optional<Path> socket, @PropagateNull Path dataDirectory) {}
}
