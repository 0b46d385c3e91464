package dev.coffer.server.kms.masterkey;

import dev.coffer.server.id.ProjectId;

/**
 * On whose behalf a key is used: a project, whose own keys are all open to it, and a user of a
 * domain, to either of whom keys of other projects may be granted.
 */
public record KeyUser(ProjectId projectId, String userId, String domainId) {

  /** A service of this server, working for a project; nothing is granted to it. */
  public static KeyUser service(ProjectId projectId) {
    return new KeyUser(projectId, "", "");
  }
}
