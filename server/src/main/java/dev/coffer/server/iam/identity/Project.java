package dev.coffer.server.iam.identity;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;

/**
 * A project: the fence around instances, backups and keys. The vendor names one by its region.
 *
 * @param parentId the domain, or the project that it was made below
 * @param enabled whether anything can be done in it
 */
public record Project(
    ProjectId id,
    DomainId domainId,
    String parentId,
    String name,
    String description,
    boolean enabled) {}
