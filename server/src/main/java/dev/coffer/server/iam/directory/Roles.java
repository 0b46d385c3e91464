package dev.coffer.server.iam.directory;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.iam.identity.Names;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.policy.PolicyDocument;
import dev.coffer.server.id.DomainId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Roles that a domain wrote itself; those that come with the server can only be looked at. */
public final class Roles {
  private final Directory directory;
  private final Identifiers identifiers;
  private final InstantSource clock;

  public Roles(Directory directory, Identifiers identifiers, InstantSource clock) {
    this.directory = directory;
    this.identifiers = identifiers;
    this.clock = clock;
  }

  /** What a domain writes of its own. */
  public record Text(String name, String description, String type, Policy policy) {
    public Text {
      Names.check(name, description);
    }
  }

  public Role create(DomainId domainId, Text text) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var role =
        new Role(
            identifiers.id(),
            Optional.of(domainId),
            text.name(),
            text.description(),
            text.type(),
            text.policy(),
            now,
            now);
    return directory.change(
        handle -> {
          int made =
              handle.execute(
                  "INSERT INTO iam_role"
                      + " (id, domain_id, name, description, type, document, created_at,"
                      + " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                      + " ON CONFLICT (domain_id, name) DO NOTHING",
                  role.id(),
                  domainId,
                  role.name(),
                  role.description(),
                  role.type(),
                  PolicyDocument.write(role.policy()),
                  now,
                  now);
          Names.requireNew(made);
          return role;
        });
  }

  /** A role that a domain may give; refuses one that does not exist, or is another domain's. */
  public Role require(DomainId domainId, String roleId) {
    Role role = directory.entries().roles().get(roleId);
    if (role == null || !role.isOpenTo(domainId)) {
      throw new Refusal(Failure.IAM_0004, "role_id", Reason.ABSENT);
    }
    return role;
  }

  /** One that a domain wrote itself. */
  public Role requireOwn(DomainId domainId, String roleId) {
    Role role = require(domainId, roleId);
    if (role.domainId().isEmpty()) {
      throw new Refusal(Failure.IAM_0003, "role_id", Reason.FIXED);
    }
    return role;
  }

  /** What a domain may give, those that come with the server included, by name. */
  public List<Role> list(DomainId domainId) {
    return directory.entries().roles().values().stream()
        .filter(role -> role.isOpenTo(domainId))
        .sorted(Comparator.comparing(Role::name))
        .toList();
  }

  public Role update(Role role, Text text) {
    DomainId domainId = role.domainId().orElseThrow();
    Names.requireFree(
        list(domainId).stream()
            .filter(other -> other.domainId().isPresent())
            .anyMatch(other -> other.name().equals(text.name()) && !other.id().equals(role.id())));
    directory.change(
        handle ->
            handle.execute(
                "UPDATE iam_role SET name = ?, description = ?, type = ?, document = ?,"
                    + " updated_at = ? WHERE id = ?",
                text.name(),
                text.description(),
                text.type(),
                PolicyDocument.write(text.policy()),
                clock.millis(),
                role.id()));
    return require(domainId, role.id());
  }

  /** Removes a role; refuses one that is held. */
  public void delete(Role role) {
    if (holders(role) > 0) {
      throw new Refusal(Failure.IAM_0005, "role_id", Reason.BUSY);
    }
    directory.change(handle -> handle.execute("DELETE FROM iam_role WHERE id = ?", role.id()));
  }

  /** How many times a role was given. */
  public int holders(Role role) {
    return (int)
        directory.entries().assignments().stream()
            .filter(assignment -> assignment.roleId().equals(role.id()))
            .count();
  }
}
