package dev.coffer.server.api.iam;

import dev.coffer.server.failure.Reason;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.directory.LoginPolicy;
import dev.coffer.server.iam.directory.PasswordPolicy;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a domain asks of passwords, and how it stops guessing. */
final class SecurityPolicyApi {
  private static final String BASE = "/v3.0/OS-SECURITYPOLICY/domains/{domain_id}";
  private static final String ACTIONS = "iam:securitypolicies:";

  private final Iam iam;

  SecurityPolicyApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.read(
            "ShowDomainPasswordPolicy",
            BASE + "/password-policy",
            ACTIONS + "getPasswordPolicy",
            call -> passwords(AccountRows.domain(call))),
        AccountRows.change(
            Operation.Method.PUT,
            "UpdateDomainPasswordPolicy",
            BASE + "/password-policy",
            ACTIONS + "updatePasswordPolicy",
            Operation.Body.required(PasswordRequest.class),
            200,
            this::setPasswords),
        AccountRows.read(
            "ShowDomainLoginPolicy",
            BASE + "/login-policy",
            ACTIONS + "getLoginPolicy",
            call -> logins(AccountRows.domain(call))),
        AccountRows.change(
            Operation.Method.PUT,
            "UpdateDomainLoginPolicy",
            BASE + "/login-policy",
            ACTIONS + "updateLoginPolicy",
            Operation.Body.required(LoginRequest.class),
            200,
            this::setLogins));
  }

  record PasswordRequest(@Nullable Passwords passwordPolicy) {}

  record Passwords(
      @Nullable Integer maximumConsecutiveIdenticalChars,
      @Nullable Integer minimumPasswordAge,
      @Nullable Integer minimumPasswordLength,
      @Nullable Integer numberOfRecentPasswordsDisallowed,
      @Nullable Boolean passwordNotUsernameOrInvert,
      @Nullable Integer passwordValidityPeriod,
      @Nullable Integer passwordCharCombination) {}

  record PasswordResponse(ShownPasswords passwordPolicy) {}

  record ShownPasswords(
      int maximumConsecutiveIdenticalChars,
      int maximumPasswordLength,
      int minimumPasswordAge,
      int minimumPasswordLength,
      int numberOfRecentPasswordsDisallowed,
      boolean passwordNotUsernameOrInvert,
      String passwordRequirements,
      int passwordValidityPeriod,
      int passwordCharCombination) {}

  private Reply passwords(DomainId domainId) {
    PasswordPolicy policy = iam.settings().passwords(domainId);
    String requirements =
        "%d to %d characters of at least %d of: capitals, small letters, digits, others"
            .formatted(policy.leastLength(), PasswordPolicy.LONGEST, policy.leastKinds());
    return Reply.of(
        new PasswordResponse(
            new ShownPasswords(
                policy.mostIdentical(),
                PasswordPolicy.LONGEST,
                policy.leastAge(),
                policy.leastLength(),
                policy.recentRefused(),
                policy.userNameRefused(),
                requirements,
                policy.validDays(),
                policy.leastKinds())));
  }

  private Reply setPasswords(Call<PasswordRequest> call) {
    DomainId domainId = AccountRows.domain(call);
    Passwords asked = call.inputs().present("password_policy", call.body().passwordPolicy());
    PasswordPolicy now = iam.settings().passwords(domainId);
    iam.settings()
        .set(
            domainId,
            new PasswordPolicy(
                or(asked.maximumConsecutiveIdenticalChars(), now.mostIdentical()),
                or(asked.minimumPasswordAge(), now.leastAge()),
                or(asked.minimumPasswordLength(), now.leastLength()),
                or(asked.numberOfRecentPasswordsDisallowed(), now.recentRefused()),
                Objects.requireNonNullElse(
                    asked.passwordNotUsernameOrInvert(), now.userNameRefused()),
                or(asked.passwordValidityPeriod(), now.validDays()),
                or(asked.passwordCharCombination(), now.leastKinds())));
    return passwords(domainId);
  }

  record LoginRequest(@Nullable Logins loginPolicy) {}

  record Logins(
      @Nullable Integer accountValidityPeriod,
      @Nullable String customInfoForLogin,
      @Nullable Integer lockoutDuration,
      @Nullable Integer loginFailedTimes,
      @Nullable Integer periodWithLoginFailures,
      @Nullable Integer sessionTimeout,
      @Nullable Boolean showRecentLoginInfo) {}

  record LoginResponse(ShownLogins loginPolicy) {}

  record ShownLogins(
      int accountValidityPeriod,
      String customInfoForLogin,
      int lockoutDuration,
      int loginFailedTimes,
      int periodWithLoginFailures,
      int sessionTimeout,
      boolean showRecentLoginInfo) {}

  // What concerns a console that is not there has one value.
  private static final int SESSION_MINUTES = 60;

  private Reply logins(DomainId domainId) {
    LoginPolicy policy = iam.settings().logins(domainId);
    return Reply.of(
        new LoginResponse(
            new ShownLogins(
                0,
                "",
                policy.lockoutMinutes(),
                policy.mostFailures(),
                policy.periodMinutes(),
                SESSION_MINUTES,
                false)));
  }

  private Reply setLogins(Call<LoginRequest> call) {
    Inputs inputs = call.inputs();
    DomainId domainId = AccountRows.domain(call);
    Logins asked = inputs.present("login_policy", call.body().loginPolicy());
    requireNothingElse(inputs, asked);
    LoginPolicy now = iam.settings().logins(domainId);
    iam.settings()
        .set(
            domainId,
            new LoginPolicy(
                or(asked.loginFailedTimes(), now.mostFailures()),
                or(asked.periodWithLoginFailures(), now.periodMinutes()),
                or(asked.lockoutDuration(), now.lockoutMinutes())));
    return logins(domainId);
  }

  private static void requireNothingElse(Inputs inputs, Logins asked) {
    if (or(asked.accountValidityPeriod(), 0) != 0) {
      throw inputs.refusal("account_validity_period", Reason.UNSUPPORTED);
    }
    if (asked.customInfoForLogin() != null && !asked.customInfoForLogin().isEmpty()) {
      throw inputs.refusal("custom_info_for_login", Reason.UNSUPPORTED);
    }
    if (or(asked.sessionTimeout(), SESSION_MINUTES) != SESSION_MINUTES) {
      throw inputs.refusal("session_timeout", Reason.UNSUPPORTED);
    }
    if (Boolean.TRUE.equals(asked.showRecentLoginInfo())) {
      throw inputs.refusal("show_recent_login_info", Reason.UNSUPPORTED);
    }
  }

  private static int or(@Nullable Integer asked, int now) {
    return asked == null ? now : asked;
  }
}
