package dev.coffer.server.api.iam;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.api.iam.AccountRows.Links;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.directory.PasswordPolicy;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import dev.coffer.server.wire.Service;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users that exist: list, show, switch off and on, delete, and their passwords. */
final class UserApi {
  private static final String USERS = "/v3/users";
  private static final String USER = USERS + "/{user_id}";

  private final Iam iam;

  UserApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.read("KeystoneListUsers", USERS, "iam:users:listUsers", this::list),
        AccountRows.read("KeystoneShowUser", USER, "iam:users:getUser", this::show),
        AccountRows.change(
            Operation.Method.PATCH,
            "KeystoneUpdateUserByAdmin",
            USER,
            "iam:users:updateUser",
            Operation.Body.required(UpdateRequest.class),
            200,
            this::update),
        AccountRows.change(
            Operation.Method.DELETE,
            "KeystoneDeleteUser",
            USER,
            "iam:users:deleteUser",
            Operation.Body.none(),
            204,
            this::delete),
        new Operation<>(
            Service.IAM,
            "KeystoneUpdateUserPassword",
            Operation.Method.POST,
            PathTemplate.of(USER + "/password"),
            Operation.Admission.CALLER,
            Optional.empty(),
            Operation.Body.required(PasswordRequest.class),
            204,
            this::changePassword));
  }

  /**
   * A user as the vendor shows it.
   *
   * @param passwordExpiresAt empty where it never does
   */
  record Shown(
      UserId id,
      String name,
      DomainId domainId,
      boolean enabled,
      String passwordExpiresAt,
      Links links) {}

  record ListResponse(List<Shown> users, Links links) {}

  record ShowResponse(Shown user) {}

  private Reply list(Call<Operation.Nothing> call) {
    Optional<String> name = call.query().get("name");
    DomainId domainId = call.caller().domainId();
    List<User> found =
        iam.users().list(domainId).stream()
            .filter(user -> name.map(user.name()::equals).orElse(true))
            .toList();
    return reply(found, iam.settings().passwords(domainId));
  }

  static Reply reply(List<User> users, PasswordPolicy policy) {
    return Reply.of(
        new ListResponse(
            users.stream().map(user -> shown(user, policy)).toList(), new Links(USERS)));
  }

  private Reply show(Call<Operation.Nothing> call) {
    return shown(user(call));
  }

  record UpdateRequest(@Nullable Update user) {}

  @RefusedFields({"description", "pwd_status", "name", "domain_id"})
  record Update(@Nullable Boolean enabled, @Nullable SecretText password) {}

  private Reply update(Call<UpdateRequest> call) {
    User user = user(call);
    Update asked = call.inputs().present("user", call.body().user());
    if (asked.password() != null) {
      try (SecretBytes password = asked.password().bytes()) {
        iam.users().setPassword(user.id(), password);
      }
    }
    if (asked.enabled() != null) {
      iam.users().setEnabled(user.id(), asked.enabled());
    }
    return shown(user(call));
  }

  private Reply delete(Call<Operation.Nothing> call) {
    User user = user(call);
    if (user.id().equals(call.caller().userId())) {
      throw new Refusal(Failure.IAM_0003, "user_id", Reason.NOT_ALLOWED);
    }
    iam.users().delete(user.id());
    return Reply.empty();
  }

  record PasswordRequest(@Nullable NewPassword user) {}

  record NewPassword(@Nullable SecretText originalPassword, @Nullable SecretText password) {}

  /** Needs no permission, but the password so far, and works for one's own only. */
  private Reply changePassword(Call<PasswordRequest> call) {
    Inputs inputs = call.inputs();
    if (!call.path("user_id").equals(call.caller().userId().value())) {
      throw new Refusal(Failure.IAM_0003, "user_id", Reason.NOT_ALLOWED);
    }
    NewPassword asked = inputs.present("user", call.body().user());
    try (SecretBytes original =
            inputs.present("user.original_password", asked.originalPassword()).bytes();
        SecretBytes password = inputs.present("user.password", asked.password()).bytes()) {
      iam.users().changePassword(call.caller().userId(), original, password);
    }
    return Reply.empty();
  }

  private User user(Call<?> call) {
    return iam.users().require(call.caller().domainId(), AccountRows.userId(call));
  }

  private Reply shown(User user) {
    return Reply.of(new ShowResponse(shown(user, iam.settings().passwords(user.domainId()))));
  }

  private static Shown shown(User user, PasswordPolicy policy) {
    return new Shown(
        user.id(),
        user.name(),
        user.domainId(),
        user.enabled(),
        policy.expiry(user.passwordSetAt()).map(Instant::toString).orElse(""),
        new Links(USERS + "/" + user.id()));
  }
}
