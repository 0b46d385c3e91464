package dev.coffer.server.iam.account;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.directory.Directory;
import dev.coffer.server.iam.duty.Duties;
import dev.coffer.server.iam.identity.Group;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.iam.identity.Names;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.id.DomainId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Groups and their members. What a group is given counts for each member from the next request on,
 * and no longer once the member, or the group, is gone.
 */
public final class Groups {
  private final Directory directory;
  private final Duties duties;
  private final Identifiers identifiers;
  private final InstantSource clock;

  public Groups(Directory directory, Duties duties, Identifiers identifiers, InstantSource clock) {
    this.directory = directory;
    this.duties = duties;
    this.identifiers = identifiers;
    this.clock = clock;
  }

  public Group create(DomainId domainId, String name, String description) {
    Names.check(name, description);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var group = new Group(identifiers.id(), domainId, name, description, now, Set.of());
    return directory.change(
        handle -> {
          int made =
              handle.execute(
                  "INSERT INTO iam_group (id, domain_id, name, description, created_at)"
                      + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (domain_id, name) DO NOTHING",
                  group.id(),
                  domainId,
                  name,
                  description,
                  now);
          Names.requireNew(made);
          return group;
        });
  }

  /** The group of a domain; refuses one that does not exist, or is another domain's. */
  public Group require(DomainId domainId, String groupId) {
    Group group = directory.entries().groups().get(groupId);
    if (group == null || !group.domainId().equals(domainId)) {
      throw new Refusal(Failure.IAM_0004, "group_id", Reason.ABSENT);
    }
    return group;
  }

  /** The groups of a domain by name. */
  public List<Group> list(DomainId domainId) {
    return directory.entries().groups().values().stream()
        .filter(group -> group.domainId().equals(domainId))
        .sorted(Comparator.comparing(Group::name))
        .toList();
  }

  public Group update(Group group, String name, String description) {
    Names.check(name, description);
    Names.requireFree(
        list(group.domainId()).stream()
            .anyMatch(other -> other.name().equals(name) && !other.id().equals(group.id())));
    directory.change(
        handle ->
            handle.execute(
                "UPDATE iam_group SET name = ?, description = ? WHERE id = ?",
                name,
                description,
                group.id()));
    return require(group.domainId(), group.id());
  }

  public void delete(Group group) {
    directory.change(
        handle -> {
          Assignments.removeAll(handle, Holder.group(group.id()));
          handle.execute("DELETE FROM iam_member WHERE group_id = ?", group.id());
          return handle.execute("DELETE FROM iam_group WHERE id = ?", group.id());
        });
  }

  /** Adds a member; refuses one who would have a second duty where they are kept apart. */
  public void add(Group group, User user) {
    // Held from the check to the change: two at once must not both pass.
    synchronized (duties) {
      duties.requireFree(user, group);
      directory.change(
          handle ->
              handle.execute(
                  "INSERT INTO iam_member (group_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                  group.id(),
                  user.id()));
    }
  }

  /** Takes a member out; refuses who is none. */
  public void remove(Group group, User user) {
    int removed =
        directory.change(
            handle ->
                handle.execute(
                    "DELETE FROM iam_member WHERE group_id = ? AND user_id = ?",
                    group.id(),
                    user.id()));
    if (removed == 0) {
      throw new Refusal(Failure.IAM_0004, "user_id", Reason.ABSENT);
    }
  }
}
