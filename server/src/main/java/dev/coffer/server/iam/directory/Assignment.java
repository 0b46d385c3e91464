package dev.coffer.server.iam.directory;

import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.RoleScope;

/** A role that a holder was given. */
public record Assignment(String roleId, Holder holder, RoleScope place) {}
