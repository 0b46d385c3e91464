package dev.coffer.server.wire;

import dev.coffer.server.id.ProjectId;
import java.util.Optional;

/**
 * What a caller asks to be let do.
 *
 * @param projectId the project acted in; empty for an operation of the whole domain
 * @param source the address that the request came from
 */
public record Access(
    String action, Optional<ProjectId> projectId, Resource resource, String source) {}
