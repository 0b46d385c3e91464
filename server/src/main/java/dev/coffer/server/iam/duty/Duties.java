package dev.coffer.server.iam.duty;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.directory.Directory;
import dev.coffer.server.iam.directory.Entries;
import dev.coffer.server.iam.directory.Given;
import dev.coffer.server.iam.directory.PredefinedRole;
import dev.coffer.server.iam.directory.Role;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Group;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.Principal;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Duty;
import dev.coffer.server.id.UserId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Keeps duties apart where that is switched on: no user is given a second one, itself or through a
 * group, and an action that is part of one duty takes its role, whatever other policies allow.
 */
public final class Duties {
  private final Directory directory;
  private final boolean separate;

  /** Where they are not kept apart everything is as the policies say. */
  public Duties(Directory directory, boolean separate) {
    this.directory = directory;
    this.separate = separate;
  }

  /** Refuses to begin while a user has two duties. */
  public void check() {
    if (!separate) {
      return;
    }
    Entries entries = directory.entries();
    for (Entries.Account account : entries.accounts().values()) {
      Set<Duty> held = of(entries, account.user().id());
      if (held.size() > 1) {
        throw new DutiesConflict(
            "duties are to be kept apart, but user %s has %s"
                .formatted(account.user().name(), held));
      }
    }
  }

  /**
   * Whether an action that policies allow is the holder's to do. One that is in no duty, nor among
   * those that are everyone's, is nobody's to do.
   */
  public boolean permit(Principal principal, String action) {
    return !separate
        || Duty.isShared(action)
        || Duty.of(action).map(needed -> held(principal).contains(needed)).orElse(false);
  }

  /** What duties say of an action; empty where it is as the policies say. */
  Optional<Explanation.DutyRule> rule(Principal principal, String action) {
    if (!separate || Duty.isShared(action)) {
      return Optional.empty();
    }
    Optional<Duty> needed = Duty.of(action);
    return Optional.of(
        new Explanation.DutyRule(needed, needed.filter(held(principal)::contains).isPresent()));
  }

  /**
   * Whether a user may act for an agency without having two duties, now or in turn.
   *
   * @param open the agencies that policies let the user act for
   */
  public boolean permit(UserId userId, Agency agency, Supplier<Stream<Agency>> open) {
    if (!separate) {
      return true;
    }
    Entries entries = directory.entries();
    Set<Duty> all = of(entries, userId);
    boolean free = all.isEmpty();
    all.addAll(of(entries, Holder.agency(agency.id())));
    // A user's own duty keeps every agency of another one closed, and one of none adds nothing.
    if (free && !all.isEmpty()) {
      open.get().forEach(other -> all.addAll(of(entries, Holder.agency(other.id()))));
    }
    return all.size() < 2;
  }

  /** Refuses a role that would give a user a second duty. */
  public void requireFree(Role role, Holder holder) {
    Optional<Duty> duty = PredefinedRole.duty(role.id());
    if (!separate || duty.isEmpty()) {
      return;
    }
    Entries entries = directory.entries();
    Stream<Set<Duty>> affected =
        switch (holder.kind()) {
          case USER -> Stream.of(of(entries, new UserId(holder.id())));
          case AGENCY -> Stream.of(of(entries, holder));
          case GROUP ->
              Stream.ofNullable(entries.groups().get(holder.id()))
                  .flatMap(group -> group.members().stream())
                  .map(id -> of(entries, id));
        };
    refuse(affected.anyMatch(held -> held.stream().anyMatch(other -> other != duty.get())));
  }

  /** Refuses a member to whom the group would give a second duty. */
  public void requireFree(User user, Group group) {
    if (separate) {
      Entries entries = directory.entries();
      Set<Duty> both = of(entries, user.id());
      both.addAll(of(entries, Holder.group(group.id())));
      refuse(both.size() > 1);
    }
  }

  private static void refuse(boolean conflict) {
    if (conflict) {
      throw new Refusal(Failure.IAM_0003, "duty", Reason.CONFLICTING);
    }
  }

  private Set<Duty> held(Principal principal) {
    Entries entries = directory.entries();
    return switch (principal.kind()) {
      case USER -> of(entries, new UserId(principal.id()));
      case AGENCY -> of(entries, Holder.agency(principal.id()));
    };
  }

  private static Set<Duty> of(Entries entries, UserId userId) {
    Set<Duty> held = EnumSet.noneOf(Duty.class);
    Given.holders(entries.groups().values(), userId)
        .forEach(holder -> held.addAll(of(entries, holder)));
    return held;
  }

  private static Set<Duty> of(Entries entries, Holder holder) {
    Set<Duty> held = EnumSet.noneOf(Duty.class);
    entries.assignments().stream()
        .filter(given -> given.holder().equals(holder))
        .flatMap(given -> PredefinedRole.duty(given.roleId()).stream())
        .forEach(held::add);
    return held;
  }
}
