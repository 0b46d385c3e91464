package dev.coffer.server.kms.masterkey;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import java.util.Optional;

/**
 * On whose behalf a key is used: a project, whose own keys are all open to it, and a user of a
 * domain, to either of whom keys of other projects may be granted.
 *
 * @param person empty for a service of this server, to which nothing is granted
 */
public record KeyUser(ProjectId projectId, Optional<Person> person) {

  /** A user of a domain. */
  public record Person(UserId userId, DomainId domainId) {}

  public KeyUser(ProjectId projectId, UserId userId, DomainId domainId) {
    this(projectId, Optional.of(new Person(userId, domainId)));
  }

  /** A service of this server, working for a project. */
  public static KeyUser service(ProjectId projectId) {
    return new KeyUser(projectId, Optional.empty());
  }

  /** The user; services, which have none, neither make grants nor give them back. */
  UserId userId() {
    return person.orElseThrow().userId();
  }
}
