package dev.coffer.server.wire;

import dev.coffer.server.id.ProjectId;

/** How far what a caller presented reaches, whatever the caller's permissions are. */
public sealed interface Reach {
  /** Everything of the domain: a signature by an access key. */
  record Everything() implements Reach {}

  /** One project, and what is in no project: a token that is scoped to the project. */
  record OneProject(ProjectId id) implements Reach {}

  /** Only what is in no project: a token that is scoped to the domain. */
  record NoProject() implements Reach {}

  default boolean covers(ProjectId projectId) {
    return switch (this) {
      case Everything() -> true;
      case OneProject(ProjectId id) -> id.equals(projectId);
      case NoProject() -> false;
    };
  }
}
