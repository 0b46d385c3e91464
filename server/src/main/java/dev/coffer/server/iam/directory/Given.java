package dev.coffer.server.iam.directory;

import dev.coffer.server.iam.identity.Group;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.policy.HeldPolicy;
import dev.coffer.server.id.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What roles were given to whom, as policies. */
public record Given(
    Map<String, Role> roles, List<Assignment> assignments, Collection<Group> groups) {

  /** What a user was given itself, and as a member of groups. */
  Stream<HeldPolicy> toUser(UserId userId) {
    return holders(groups, userId).flatMap(this::to);
  }

  /** The user, and the groups that it is in. */
  public static Stream<Holder> holders(Collection<Group> groups, UserId userId) {
    Stream<Holder> asMember =
        groups.stream()
            .filter(group -> group.members().contains(userId))
            .map(group -> Holder.group(group.id()));
    return Stream.concat(Stream.of(Holder.user(userId)), asMember);
  }

  Stream<HeldPolicy> to(Holder holder) {
    return assignments.stream()
        .filter(given -> given.holder().equals(holder))
        .flatMap(
            given ->
                Stream.ofNullable(roles.get(given.roleId()))
                    .map(role -> new HeldPolicy(role.id(), role.policy(), given.place())));
  }
}
