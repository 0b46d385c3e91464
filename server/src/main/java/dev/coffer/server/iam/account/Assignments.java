package dev.coffer.server.iam.account;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.directory.Directory;
import dev.coffer.server.iam.directory.Entries;
import dev.coffer.server.iam.directory.Given;
import dev.coffer.server.iam.directory.Role;
import dev.coffer.server.iam.duty.Duties;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.RoleScope;
import dev.coffer.server.iam.identity.User;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Who was given which role, and where it counts. Counts from the next request on. */
public final class Assignments {
  private final Directory directory;
  private final Duties duties;

  public Assignments(Directory directory, Duties duties) {
    this.directory = directory;
    this.duties = duties;
  }

  /** Gives a role; refuses one that would give a second duty where they are kept apart. */
  public void assign(Role role, Holder holder, RoleScope place) {
    // Held from the check to the change: two at once must not both pass.
    synchronized (duties) {
      duties.requireFree(role, holder);
      directory.change(handle -> insert(handle, role, holder, place));
    }
  }

  static int insert(Handle handle, Role role, Holder holder, RoleScope place) {
    return handle.execute(
        "INSERT INTO iam_assignment (role_id, holder_kind, holder_id, place)"
            + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        role.id(),
        holder.kind(),
        holder.id(),
        place.text());
  }

  /** Takes a role back; refuses one that was not given. */
  public void remove(Role role, Holder holder, RoleScope place) {
    int removed =
        directory.change(
            handle ->
                handle.execute(
                    "DELETE FROM iam_assignment"
                        + " WHERE role_id = ? AND holder_kind = ? AND holder_id = ? AND place = ?",
                    role.id(),
                    holder.kind(),
                    holder.id(),
                    place.text()));
    if (removed == 0) {
      throw new Refusal(Failure.IAM_0004, "role_id", Reason.ABSENT);
    }
  }

  /** The roles that a holder was given for a place itself, by name. */
  public List<Role> of(Holder holder, RoleScope place) {
    return rolesOf(directory.entries(), holder, Optional.of(place)).toList();
  }

  /** The roles that a holder was given anywhere, by name. */
  public List<Role> of(Holder holder) {
    return rolesOf(directory.entries(), holder, Optional.empty()).distinct().toList();
  }

  /** The roles that a user has been given anywhere, itself or as a member of groups. */
  public List<Role> of(User user) {
    Entries entries = directory.entries();
    return Given.holders(entries.groups().values(), user.id())
        .flatMap(holder -> rolesOf(entries, holder, Optional.empty()))
        .distinct()
        .toList();
  }

  private static Stream<Role> rolesOf(Entries entries, Holder holder, Optional<RoleScope> place) {
    return entries.assignments().stream()
        .filter(given -> given.holder().equals(holder))
        .filter(given -> place.isEmpty() || given.place().equals(place.get()))
        .flatMap(given -> Stream.ofNullable(entries.roles().get(given.roleId())))
        .sorted(Comparator.comparing(Role::name));
  }

  static void removeAll(Handle handle, Holder holder) {
    handle.execute(
        "DELETE FROM iam_assignment WHERE holder_kind = ? AND holder_id = ?",
        holder.kind(),
        holder.id());
  }
}
