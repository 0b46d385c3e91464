package dev.coffer.server.api.iam;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.directory.Role;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.RoleScope;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Roles given to groups, agencies and users, for the domain, for one project or for everything: the
 * same four operations for each of them, under names and paths of its own.
 */
final class AssignmentApi {
  private static final String INHERITED = "/inherited_to_projects";

  private final Iam iam;

  AssignmentApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return Stream.of(ofGroups(), ofAgencies(), ofUsers()).flatMap(List::stream).toList();
  }

  /** Who is given roles in a path, and what the actions about it are called. */
  private record Side(String who, Function<Call<?>, Holder> holder) {}

  /**
   * Where.
   *
   * @param tail what follows the role in the path
   */
  private record Spot(String base, String tail, Function<Call<?>, RoleScope> place) {}

  /** The vendor's names of the four. */
  private record Names(String give, String check, String takeBack, String list) {}

  private List<Operation<?>> ofGroups() {
    var side =
        new Side(
            "Group",
            call ->
                Holder.group(
                    iam.groups().require(AccountRows.domain(call), call.path("group_id")).id()));
    return Stream.of(
            rows(
                side,
                new Spot("/v3/domains/{domain_id}/groups/{group_id}/roles", "", this::domain),
                new Names(
                    "KeystoneAssociateGroupWithDomainPermission",
                    "KeystoneCheckDomainPermissionForGroup",
                    "KeystoneRemoveDomainPermissionFromGroup",
                    "KeystoneListDomainPermissionsForGroup")),
            rows(
                side,
                new Spot("/v3/projects/{asked_id}/groups/{group_id}/roles", "", this::project),
                new Names(
                    "KeystoneAssociateGroupWithProjectPermission",
                    "KeystoneCheckProjectPermissionForGroup",
                    "KeystoneRemoveProjectPermissionFromGroup",
                    "KeystoneListProjectPermissionsForGroup")),
            rows(
                side,
                new Spot(
                    "/v3/OS-INHERIT/domains/{domain_id}/groups/{group_id}/roles",
                    INHERITED,
                    this::everywhere),
                new Names(
                    "UpdateDomainGroupInheritRole",
                    "KeystoneCheckroleForGroup",
                    "DeleteDomainGroupInheritedRole",
                    "KeystoneListAllProjectPermissionsForGroup")))
        .flatMap(List::stream)
        .toList();
  }

  private List<Operation<?>> ofAgencies() {
    var side =
        new Side(
            "Agency",
            call ->
                Holder.agency(
                    iam.agencies().require(AccountRows.domain(call), call.path("agency_id")).id()));
    return Stream.of(
            rows(
                side,
                new Spot(
                    "/v3.0/OS-AGENCY/domains/{domain_id}/agencies/{agency_id}/roles",
                    "",
                    this::domain),
                new Names(
                    "AssociateAgencyWithDomainPermission",
                    "CheckDomainPermissionForAgency",
                    "RemoveDomainPermissionFromAgency",
                    "ListDomainPermissionsForAgency")),
            rows(
                side,
                new Spot(
                    "/v3.0/OS-AGENCY/projects/{asked_id}/agencies/{agency_id}/roles",
                    "",
                    this::project),
                new Names(
                    "AssociateAgencyWithProjectPermission",
                    "CheckProjectPermissionForAgency",
                    "RemoveProjectPermissionFromAgency",
                    "ListProjectPermissionsForAgency")),
            rows(
                side,
                new Spot(
                    "/v3.0/OS-INHERIT/domains/{domain_id}/agencies/{agency_id}/roles",
                    INHERITED,
                    this::everywhere),
                new Names(
                    "AssociateAgencyWithAllProjectsPermission",
                    "CheckAllProjectsPermissionForAgency",
                    "RemoveAllProjectsPermissionFromAgency",
                    "ListAllProjectsPermissionsForAgency")))
        .flatMap(List::stream)
        .toList();
  }

  private List<Operation<?>> ofUsers() {
    var side =
        new Side(
            "User",
            call ->
                Holder.user(
                    iam.users().require(AccountRows.domain(call), AccountRows.userId(call)).id()));
    return rows(
        side,
        new Spot("/coffer/v1/users/{user_id}/roles", "", this::everywhere),
        new Names("GiveRoleToUser", "CheckRoleOfUser", "TakeRoleFromUser", "ListRolesOfUser"));
  }

  private List<Operation<?>> rows(Side side, Spot spot, Names names) {
    String one = spot.base() + "/{role_id}" + spot.tail();
    return List.of(
        AccountRows.change(
            Operation.Method.PUT,
            names.give(),
            one,
            "iam:permissions:grantRoleTo" + side.who(),
            Operation.Body.none(),
            204,
            call -> {
              iam.assignments()
                  .assign(role(call), side.holder().apply(call), spot.place().apply(call));
              return Reply.empty();
            }),
        AccountRows.check(
            names.check(),
            one,
            "iam:permissions:checkRoleFor" + side.who(),
            call -> {
              Role role = role(call);
              if (!held(side, spot, call).contains(role)) {
                throw new Refusal(Failure.IAM_0004, "role_id", Reason.ABSENT);
              }
              return Reply.empty();
            }),
        AccountRows.change(
            Operation.Method.DELETE,
            names.takeBack(),
            one,
            "iam:permissions:revokeRoleFrom" + side.who(),
            Operation.Body.none(),
            204,
            call -> {
              iam.assignments()
                  .remove(role(call), side.holder().apply(call), spot.place().apply(call));
              return Reply.empty();
            }),
        AccountRows.read(
            names.list(),
            spot.base() + spot.tail(),
            "iam:permissions:listRolesFor" + side.who(),
            call -> RoleApi.reply(call, held(side, spot, call), "/v3/roles")));
  }

  private List<Role> held(Side side, Spot spot, Call<?> call) {
    return iam.assignments().of(side.holder().apply(call), spot.place().apply(call));
  }

  private Role role(Call<?> call) {
    return iam.roles().require(AccountRows.domain(call), call.path("role_id"));
  }

  private RoleScope domain(Call<?> call) {
    AccountRows.domain(call);
    return new RoleScope.Domain();
  }

  private RoleScope everywhere(Call<?> call) {
    AccountRows.domain(call);
    return new RoleScope.Everywhere();
  }

  private RoleScope project(Call<?> call) {
    return new RoleScope.Project(
        iam.projects().require(call.caller().domainId(), AccountRows.projectId(call)).id());
  }
}
