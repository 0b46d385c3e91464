package dev.coffer.server.api.iam;

import dev.coffer.server.api.iam.AccountRows.Links;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.identity.Group;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Groups and who is in them. */
final class GroupApi {
  private static final String GROUPS = "/v3/groups";
  private static final String GROUP = GROUPS + "/{group_id}";
  private static final String MEMBER = GROUP + "/users/{user_id}";

  private final Iam iam;

  GroupApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.read("KeystoneListGroups", GROUPS, "iam:groups:listGroups", this::list),
        AccountRows.read("KeystoneShowGroup", GROUP, "iam:groups:getGroup", this::show),
        AccountRows.change(
            Operation.Method.POST,
            "KeystoneCreateGroup",
            GROUPS,
            "iam:groups:createGroup",
            Operation.Body.required(Request.class),
            201,
            this::create),
        AccountRows.change(
            Operation.Method.PATCH,
            "KeystoneUpdateGroup",
            GROUP,
            "iam:groups:updateGroup",
            Operation.Body.required(Request.class),
            200,
            this::update),
        AccountRows.change(
            Operation.Method.DELETE,
            "KeystoneDeleteGroup",
            GROUP,
            "iam:groups:deleteGroup",
            Operation.Body.none(),
            204,
            this::delete),
        AccountRows.read(
            "KeystoneListUsersForGroupByAdmin",
            GROUP + "/users",
            "iam:users:listUsersForGroup",
            this::members),
        AccountRows.read(
            "KeystoneListGroupsForUser",
            "/v3/users/{user_id}/groups",
            "iam:groups:listGroupsForUser",
            this::ofUser),
        AccountRows.check(
            "KeystoneCheckUserInGroup",
            MEMBER,
            "iam:permissions:checkUserInGroup",
            this::checkMember),
        AccountRows.change(
            Operation.Method.PUT,
            "KeystoneAddUserToGroup",
            MEMBER,
            "iam:permissions:addUserToGroup",
            Operation.Body.none(),
            204,
            call -> {
              iam.groups().add(group(call), user(call));
              return Reply.empty();
            }),
        AccountRows.change(
            Operation.Method.DELETE,
            "KeystoneRemoveUserFromGroup",
            MEMBER,
            "iam:permissions:removeUserFromGroup",
            Operation.Body.none(),
            204,
            call -> {
              iam.groups().remove(group(call), user(call));
              return Reply.empty();
            }));
  }

  record Request(@Nullable Asked group) {}

  record Asked(@Nullable String name, @Nullable String domainId, @Nullable String description) {}

  record ShowResponse(Shown group) {}

  record ListResponse(List<Shown> groups, Links links) {}

  record Shown(
      String id, String name, DomainId domainId, String description, long createTime, Links links) {
    private static Shown of(Group group) {
      return new Shown(
          group.id(),
          group.name(),
          group.domainId(),
          group.description(),
          group.createdAt().toEpochMilli(),
          new Links(GROUPS + "/" + group.id()));
    }
  }

  private Reply list(Call<Operation.Nothing> call) {
    Optional<String> name = call.query().get("name");
    return reply(
        iam.groups().list(call.caller().domainId()).stream()
            .filter(group -> name.map(group.name()::equals).orElse(true))
            .toList());
  }

  private Reply ofUser(Call<Operation.Nothing> call) {
    User user = user(call);
    return reply(
        iam.groups().list(user.domainId()).stream()
            .filter(group -> group.members().contains(user.id()))
            .toList());
  }

  private static Reply reply(List<Group> groups) {
    return Reply.of(new ListResponse(groups.stream().map(Shown::of).toList(), new Links(GROUPS)));
  }

  private Reply show(Call<Operation.Nothing> call) {
    return Reply.of(new ShowResponse(Shown.of(group(call))));
  }

  private Reply create(Call<Request> call) {
    Asked asked = call.inputs().present("group", call.body().group());
    AccountRows.requireOwn(call, asked.domainId());
    Group made =
        iam.groups()
            .create(
                call.caller().domainId(),
                call.inputs().present("group.name", asked.name()),
                Objects.requireNonNullElse(asked.description(), ""));
    return Reply.of(new ShowResponse(Shown.of(made)));
  }

  private Reply update(Call<Request> call) {
    Group group = group(call);
    Asked asked = call.inputs().present("group", call.body().group());
    AccountRows.requireOwn(call, asked.domainId());
    Group updated =
        iam.groups()
            .update(
                group,
                Objects.requireNonNullElse(asked.name(), group.name()),
                Objects.requireNonNullElse(asked.description(), group.description()));
    return Reply.of(new ShowResponse(Shown.of(updated)));
  }

  private Reply delete(Call<Operation.Nothing> call) {
    iam.groups().delete(group(call));
    return Reply.empty();
  }

  private Reply members(Call<Operation.Nothing> call) {
    Group group = group(call);
    List<User> members =
        iam.users().list(group.domainId()).stream()
            .filter(user -> group.members().contains(user.id()))
            .toList();
    return UserApi.reply(members, iam.settings().passwords(group.domainId()));
  }

  private Reply checkMember(Call<Operation.Nothing> call) {
    if (!group(call).members().contains(user(call).id())) {
      throw new Refusal(Failure.IAM_0004, "user_id", Reason.ABSENT);
    }
    return Reply.empty();
  }

  private Group group(Call<?> call) {
    return iam.groups().require(call.caller().domainId(), call.path("group_id"));
  }

  private User user(Call<?> call) {
    return iam.users().require(call.caller().domainId(), AccountRows.userId(call));
  }
}
