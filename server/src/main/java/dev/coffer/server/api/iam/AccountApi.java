package dev.coffer.server.api.iam;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.account.Users;
import dev.coffer.server.iam.directory.AccessKeys;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** New users and their access keys. */
final class AccountApi {
  private final Iam iam;

  AccountApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.change(
            Operation.Method.POST,
            "KeystoneCreateUser",
            "/v3/users",
            "iam:users:createUser",
            Operation.Body.required(UserRequest.class),
            201,
            this::createUser),
        AccountRows.change(
            Operation.Method.POST,
            "CreatePermanentAccessKey",
            "/v3.0/OS-CREDENTIAL/credentials",
            "iam:credentials:createCredential",
            Operation.Body.required(CredentialRequest.class),
            201,
            this::createCredential));
  }

  record UserRequest(@Nullable NewUser user) {}

  record NewUser(
      @Nullable String name,
      @Nullable String domainId,
      @Nullable SecretText password,
      @Nullable Boolean enabled,
      @Nullable String description,
      @Nullable String defaultProjectId) {}

  record UserResponse(MadeUser user) {}

  record MadeUser(UserId id, String name, DomainId domainId, boolean enabled) {}

  private Reply createUser(Call<UserRequest> call) {
    Inputs inputs = call.inputs();
    NewUser asked = inputs.present("user", call.body().user());
    DomainId own = call.caller().domainId();
    AccountRows.requireOwn(call, asked.domainId());
    var profile =
        new Users.Profile(
            inputs.present("user.name", asked.name()),
            Objects.requireNonNullElse(asked.description(), ""),
            false,
            Objects.requireNonNullElse(asked.enabled(), true));
    try (SecretBytes password = inputs.present("user.password", asked.password()).bytes()) {
      User user = iam.users().create(own, profile, password);
      return Reply.of(
          new UserResponse(new MadeUser(user.id(), user.name(), user.domainId(), user.enabled())));
    }
  }

  record CredentialRequest(@Nullable NewCredential credential) {}

  record NewCredential(@Nullable String userId, @Nullable String description) {}

  record CredentialResponse(MadeCredential credential) {}

  record MadeCredential(
      String access, String secret, String status, UserId userId, String createTime) {
    @Override
    public String toString() {
      return "MadeCredential[" + access + ", hidden]";
    }
  }

  private Reply createCredential(Call<CredentialRequest> call) {
    Inputs inputs = call.inputs();
    NewCredential asked = inputs.present("credential", call.body().credential());
    User user =
        iam.users()
            .require(
                call.caller().domainId(),
                AccountRows.userId(inputs.present("credential.user_id", asked.userId())));
    AccessKeys.Issued issued =
        iam.accessKeys().create(user.id(), Objects.requireNonNullElse(asked.description(), ""));
    return Reply.of(
        new CredentialResponse(
            new MadeCredential(
                issued.accessKey(),
                issued.secretKey(),
                "active",
                issued.userId(),
                issued.createdAt().truncatedTo(ChronoUnit.MILLIS).toString())));
  }
}
