package dev.coffer.server.iam.identity;

import dev.coffer.server.id.ProjectId;
import java.util.Optional;

/** Where a role that a holder was given counts. */
public sealed interface RoleScope {
  /** In every project, and for what is done in none. */
  record Everywhere() implements RoleScope {}

  /** For what is done in no project, such as everything about users. */
  record Domain() implements RoleScope {}

  record Project(ProjectId id) implements RoleScope {}

  /** Whether it counts for what is done in the project, or in none. */
  default boolean covers(Optional<ProjectId> projectId) {
    return switch (this) {
      case Everywhere() -> true;
      case Domain() -> projectId.isEmpty();
      case Project(ProjectId id) -> projectId.isPresent() && projectId.get().equals(id);
    };
  }

  default String text() {
    return switch (this) {
      case Everywhere() -> "*";
      case Domain() -> "domain";
      case Project(ProjectId id) -> id.value();
    };
  }

  static RoleScope of(String text) {
    return switch (text) {
      case "*" -> new Everywhere();
      case "domain" -> new Domain();
      default -> new Project(new ProjectId(text));
    };
  }
}
