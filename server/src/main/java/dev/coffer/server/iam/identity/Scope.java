package dev.coffer.server.iam.identity;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;

/** What a token is asked to be good for, by id or by name. */
public sealed interface Scope {
  record ProjectById(ProjectId id) implements Scope {}

  record ProjectByName(String name) implements Scope {}

  record DomainById(DomainId id) implements Scope {}

  record DomainByName(String name) implements Scope {}

  /** The project that a caller names by an id; a text that is no id names none. */
  static Scope project(String id) {
    return ProjectId.of(id).<Scope>map(ProjectById::new).orElseGet(() -> new ProjectByName(""));
  }

  /** The domain that a caller names by an id; a text that is no id names none. */
  static Scope domain(String id) {
    return DomainId.of(id).<Scope>map(DomainById::new).orElseGet(() -> new DomainByName(""));
  }
}
