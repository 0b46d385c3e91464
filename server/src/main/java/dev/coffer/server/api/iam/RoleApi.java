package dev.coffer.server.api.iam;

import dev.coffer.server.api.iam.AccountRows.Links;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.directory.Role;
import dev.coffer.server.iam.directory.Roles;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.policy.PolicyDocument;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Query;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Roles: those that come with the server, and the policies that a domain writes itself. */
final class RoleApi {
  private static final String ROLES = "/v3/roles";
  private static final String OWN = "/v3.0/OS-ROLE/roles";
  private static final String OWN_ONE = OWN + "/{role_id}";
  private static final int LARGEST_PAGE = 300;

  private final Iam iam;

  RoleApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.read("KeystoneListPermissions", ROLES, "iam:roles:listRoles", this::list),
        AccountRows.read(
            "KeystoneShowPermission", ROLES + "/{role_id}", "iam:roles:getRole", this::show),
        AccountRows.read("ListCustomPolicies", OWN, "iam:roles:listRoles", this::listOwn),
        AccountRows.read("ShowCustomPolicy", OWN_ONE, "iam:roles:getRole", this::showOwn),
        AccountRows.change(
            Operation.Method.POST,
            "CreateCloudServiceCustomPolicy",
            OWN,
            "iam:roles:createRole",
            Operation.Body.required(Request.class),
            201,
            this::create),
        AccountRows.change(
            Operation.Method.PATCH,
            "UpdateCloudServiceCustomPolicy",
            OWN_ONE,
            "iam:roles:updateRole",
            Operation.Body.required(Request.class),
            200,
            this::update),
        AccountRows.change(
            Operation.Method.DELETE,
            "DeleteCustomPolicy",
            OWN_ONE,
            "iam:roles:deleteRole",
            Operation.Body.none(),
            200,
            this::delete));
  }

  /**
   * A role as the vendor shows it.
   *
   * @param type where it is meant to be given: {@code AA} in the domain and in every project
   */
  record Shown(
      String id,
      String name,
      String displayName,
      String description,
      String type,
      String catalog,
      Optional<DomainId> domainId,
      Optional<Integer> references,
      String createdTime,
      String updatedTime,
      JsonNode policy,
      Links links) {
    static Shown of(Role role) {
      return of(role, Optional.empty());
    }

    private static Shown of(Role role, Optional<Integer> references) {
      return new Shown(
          role.id(),
          role.domainId().isEmpty() ? role.name() : "custom_" + role.id(),
          role.name(),
          role.description(),
          role.type(),
          role.domainId().isEmpty() ? "BASE" : "CUSTOMED",
          role.domainId(),
          references,
          String.valueOf(role.createdAt().toEpochMilli()),
          String.valueOf(role.updatedAt().toEpochMilli()),
          PolicyDocument.tree(role.policy()),
          new Links(ROLES + "/" + role.id()));
    }
  }

  record ListResponse(List<Shown> roles, Links links, int totalNumber) {}

  record ShowResponse(Shown role) {}

  static Reply reply(Call<?> call, List<Role> roles, String self) {
    return Reply.of(
        new ListResponse(
            Pages.asked(call, roles, LARGEST_PAGE).stream().map(Shown::of).toList(),
            new Links(self),
            roles.size()));
  }

  /** With a domain's id in the query, what that one wrote. */
  private Reply list(Call<Operation.Nothing> call) {
    Optional<String> domainId = call.query().get("domain_id");
    return reply(
        call,
        iam.roles().list(call.caller().domainId()).stream()
            .filter(
                role ->
                    domainId
                        .map(
                            id -> role.domainId().filter(own -> own.value().equals(id)).isPresent())
                        .orElse(true))
            .filter(role -> matches(call.query(), Shown.of(role)))
            .toList(),
        ROLES);
  }

  private static boolean matches(Query query, Shown role) {
    return is(query, "display_name", role.displayName())
        && is(query, "name", role.name())
        && is(query, "catalog", role.catalog())
        && is(query, "type", role.type());
  }

  private static boolean is(Query query, String parameter, String property) {
    return query.get(parameter).map(property::equals).orElse(true);
  }

  private Reply listOwn(Call<Operation.Nothing> call) {
    return reply(
        call,
        iam.roles().list(call.caller().domainId()).stream()
            .filter(role -> role.domainId().isPresent())
            .toList(),
        OWN);
  }

  private Reply show(Call<Operation.Nothing> call) {
    return Reply.of(new ShowResponse(Shown.of(role(call))));
  }

  private Reply showOwn(Call<Operation.Nothing> call) {
    Role role = role(call);
    return Reply.of(new ShowResponse(Shown.of(role, Optional.of(iam.roles().holders(role)))));
  }

  record Request(@Nullable Asked role) {}

  record Asked(
      @Nullable String displayName,
      @Nullable String type,
      @Nullable String description,
      @Nullable String descriptionCn,
      @Nullable JsonNode policy) {}

  private Reply create(Call<Request> call) {
    Inputs inputs = call.inputs();
    Asked asked = asked(call);
    Role made =
        iam.roles()
            .create(
                call.caller().domainId(),
                new Roles.Text(
                    inputs.present("role.display_name", asked.displayName()),
                    Objects.requireNonNullElse(asked.description(), ""),
                    type(inputs, asked, Role.EVERYWHERE),
                    policy(call, asked)));
    return Reply.of(new ShowResponse(Shown.of(made)));
  }

  private Reply update(Call<Request> call) {
    Role role = iam.roles().requireOwn(call.caller().domainId(), call.path("role_id"));
    Asked asked = asked(call);
    Role updated =
        iam.roles()
            .update(
                role,
                new Roles.Text(
                    Objects.requireNonNullElse(asked.displayName(), role.name()),
                    Objects.requireNonNullElse(asked.description(), role.description()),
                    type(call.inputs(), asked, role.type()),
                    policy(call, asked)));
    return Reply.of(new ShowResponse(Shown.of(updated)));
  }

  private Reply delete(Call<Operation.Nothing> call) {
    iam.roles().delete(iam.roles().requireOwn(call.caller().domainId(), call.path("role_id")));
    return Reply.of(Map.of());
  }

  private static Asked asked(Call<Request> call) {
    return call.inputs().present("role", call.body().role());
  }

  private enum Type {
    AX,
    XA,
    AA
  }

  private static String type(Inputs inputs, Asked asked, String otherwise) {
    return asked.type() == null
        ? otherwise
        : inputs.oneOf("role.type", Type.class, asked.type()).name();
  }

  private static Policy policy(Call<?> call, Asked asked) {
    return PolicyDocument.parse(call.inputs().present("role.policy", asked.policy()).toString());
  }

  private Role role(Call<?> call) {
    return iam.roles().require(call.caller().domainId(), call.path("role_id"));
  }
}
