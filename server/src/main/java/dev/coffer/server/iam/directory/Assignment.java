package dev.coffer.server.iam.directory;

import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.RoleScope;
import org.jdbi.v3.core.mapper.Nested;

/** A role that a holder was given. */
public record Assignment(String roleId, @Nested Holder holder, RoleScope place) {}
