package dev.coffer.server.api.iam;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.account.Users;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users with what is said of them. There is no console, and no second factor. */
final class UserProfileApi {
  private static final String USERS = "/v3.0/OS-USER/users";
  private static final String USER = USERS + "/{user_id}";
  private static final String PROTECTION = USER + "/login-protect";
  private static final String ANY_ACCESS = "default";

  private final Iam iam;

  UserProfileApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.change(
            Operation.Method.POST,
            "CreateUser",
            USERS,
            "iam:users:createUser",
            Operation.Body.required(Request.class),
            201,
            this::create),
        AccountRows.read("ShowUser", USER, "iam:users:getUser", call -> shown(user(call))),
        AccountRows.change(
            Operation.Method.PUT,
            "UpdateUser",
            USER,
            "iam:users:updateUser",
            Operation.Body.required(Request.class),
            200,
            this::update),
        AccountRows.read(
            "ShowUserLoginProtect",
            PROTECTION,
            "iam:users:getLoginProtect",
            call -> protection(user(call))),
        AccountRows.change(
            Operation.Method.PUT,
            "UpdateLoginProtect",
            PROTECTION,
            "iam:users:updateLoginProtect",
            Operation.Body.required(ProtectionRequest.class),
            200,
            this::protect));
  }

  record Request(@Nullable Asked user) {}

  @RefusedFields({"email", "areacode", "phone", "xuser_id", "xuser_type"})
  record Asked(
      @Nullable String name,
      @Nullable String domainId,
      @Nullable SecretText password,
      @Nullable String description,
      @Nullable String accessMode,
      @Nullable Boolean enabled,
      @Nullable Boolean pwdStatus) {}

  record Response(Shown user) {}

  /**
   * A user as the vendor shows it.
   *
   * @param pwdStatus whether a console should ask for another password
   */
  record Shown(
      UserId id,
      String name,
      DomainId domainId,
      String description,
      String accessMode,
      boolean enabled,
      boolean pwdStatus,
      String createTime,
      boolean isDomainOwner,
      Optional<String> passwordExpiresAt,
      AccountRows.Links links) {}

  private Reply create(Call<Request> call) {
    Inputs inputs = call.inputs();
    Asked asked = inputs.present("user", call.body().user());
    AccountRows.requireOwn(call, asked.domainId());
    requireAnyAccess(inputs, asked);
    String name = inputs.present("user.name", asked.name());
    var profile =
        new Users.Profile(
            name,
            Objects.requireNonNullElse(asked.description(), ""),
            Objects.requireNonNullElse(asked.pwdStatus(), true),
            Objects.requireNonNullElse(asked.enabled(), true));
    try (SecretBytes password = inputs.present("user.password", asked.password()).bytes()) {
      return shown(iam.users().create(call.caller().domainId(), profile, password));
    }
  }

  private Reply update(Call<Request> call) {
    Inputs inputs = call.inputs();
    User user = user(call);
    Asked asked = inputs.present("user", call.body().user());
    requireAnyAccess(inputs, asked);
    var profile =
        new Users.Profile(
            Objects.requireNonNullElse(asked.name(), user.name()),
            Objects.requireNonNullElse(asked.description(), user.description()),
            Objects.requireNonNullElse(asked.pwdStatus(), user.resetAsked()),
            Objects.requireNonNullElse(asked.enabled(), user.enabled()));
    if (asked.password() != null) {
      try (SecretBytes password = asked.password().bytes()) {
        iam.users().setPassword(user.id(), password);
      }
    }
    iam.users().update(user, profile);
    return shown(user(call));
  }

  // Whoever has an access key or a password may call; neither can be barred by itself.
  private static void requireAnyAccess(Inputs inputs, Asked asked) {
    if (asked.accessMode() != null && !asked.accessMode().equals(ANY_ACCESS)) {
      throw inputs.refusal("user.access_mode", Reason.UNSUPPORTED);
    }
  }

  record ProtectionRequest(@Nullable AskedProtection loginProtect) {}

  record AskedProtection(@Nullable Boolean enabled, @Nullable String verificationMethod) {}

  record ProtectionResponse(Protection loginProtect) {}

  record Protection(UserId userId, boolean enabled, String verificationMethod) {}

  private static Reply protection(User user) {
    return Reply.of(new ProtectionResponse(new Protection(user.id(), false, "none")));
  }

  private Reply protect(Call<ProtectionRequest> call) {
    Inputs inputs = call.inputs();
    User user = user(call);
    AskedProtection asked = inputs.present("login_protect", call.body().loginProtect());
    if (inputs.present("login_protect.enabled", asked.enabled())) {
      throw inputs.refusal("login_protect.enabled", Reason.UNSUPPORTED);
    }
    return protection(user);
  }

  private User user(Call<?> call) {
    return iam.users().require(call.caller().domainId(), AccountRows.userId(call));
  }

  private Reply shown(User user) {
    return Reply.of(
        new Response(
            new Shown(
                user.id(),
                user.name(),
                user.domainId(),
                user.description(),
                ANY_ACCESS,
                user.enabled(),
                user.resetAsked(),
                user.createdAt().toString(),
                false,
                iam.settings()
                    .passwords(user.domainId())
                    .expiry(user.passwordSetAt())
                    .map(Instant::toString),
                new AccountRows.Links(USERS + "/" + user.id()))));
  }
}
