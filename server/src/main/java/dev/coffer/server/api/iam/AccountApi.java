package dev.coffer.server.api.iam;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.AccessKeys;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.Project;
import dev.coffer.server.iam.User;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import dev.coffer.server.wire.Service;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Projects and domains as clients look them up; users and their access keys. */
public final class AccountApi {
  private final Iam iam;

  public AccountApi(Iam iam) {
    this.iam = iam;
  }

  public List<Operation<?>> operations() {
    return List.of(
        lookUp("KeystoneListProjects", "/v3/projects", this::projects),
        lookUp("KeystoneListAuthProjects", "/v3/auth/projects", this::projects),
        lookUp("KeystoneListAuthDomains", "/v3/auth/domains", this::domains),
        change(
            "KeystoneCreateUser",
            "/v3/users",
            "iam:users:createUser",
            UserRequest.class,
            this::createUser),
        change(
            "CreatePermanentAccessKey",
            "/v3.0/OS-CREDENTIAL/credentials",
            "iam:credentials:createCredential",
            CredentialRequest.class,
            this::createCredential));
  }

  private static Operation<Operation.Nothing> lookUp(
      String name, String path, Operation.Handler<Operation.Nothing> handler) {
    return new Operation<>(
        Service.IAM,
        name,
        Operation.Method.GET,
        PathTemplate.of(path),
        Operation.Admission.CALLER,
        Optional.empty(),
        Operation.Body.none(),
        200,
        handler);
  }

  private static <Q> Operation<Q> change(
      String name, String path, String action, Class<Q> body, Operation.Handler<Q> handler) {
    return new Operation<>(
        Service.IAM,
        name,
        Operation.Method.POST,
        PathTemplate.of(path),
        Operation.Admission.CALLER,
        Optional.of(new Operation.Action(action, Operation.Action.Level.PERMISSION, "*")),
        Operation.Body.required(body),
        201,
        handler);
  }

  record Links(String self) {}

  record ProjectsResponse(List<ListedProject> projects, Links links) {}

  record ListedProject(
      String id,
      String name,
      String domainId,
      String parentId,
      boolean isDomain,
      boolean enabled,
      String description,
      Links links) {}

  private Reply projects(Call<Operation.Nothing> call) {
    Optional<String> name = call.query().get("name");
    Optional<String> domainId = call.query().get("domain_id");
    List<ListedProject> found =
        iam.domains().projects(call.caller().domainId()).stream()
            .filter(project -> name.map(project.name()::equals).orElse(true))
            .filter(project -> domainId.map(project.domainId()::equals).orElse(true))
            .map(AccountApi::listed)
            .toList();
    return Reply.of(new ProjectsResponse(found, new Links("/v3/projects")));
  }

  private static ListedProject listed(Project project) {
    return new ListedProject(
        project.id(),
        project.name(),
        project.domainId(),
        project.domainId(),
        false,
        true,
        "",
        new Links("/v3/projects/" + project.id()));
  }

  record DomainsResponse(List<ListedDomain> domains, Links links) {}

  record ListedDomain(String id, String name, boolean enabled, String description, Links links) {}

  private Reply domains(Call<Operation.Nothing> call) {
    String id = call.caller().domainId();
    var domain =
        new ListedDomain(id, call.caller().domainName(), true, "", new Links("/v3/domains/" + id));
    return Reply.of(new DomainsResponse(List.of(domain), new Links("/v3/auth/domains")));
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

  record MadeUser(String id, String name, String domainId, boolean enabled) {}

  private Reply createUser(Call<UserRequest> call) {
    Inputs inputs = call.inputs();
    NewUser asked = inputs.present("user", call.body().user());
    String own = call.caller().domainId();
    if (asked.domainId() != null && !asked.domainId().equals(own)) {
      throw new Refusal(Failure.IAM_0003);
    }
    String name = inputs.present("user.name", asked.name());
    try (SecretBytes password = inputs.present("user.password", asked.password()).bytes()) {
      User user = iam.users().create(own, name, password);
      if (Boolean.FALSE.equals(asked.enabled())) {
        iam.users().setEnabled(user.id(), false);
      }
      return Reply.of(
          new UserResponse(
              new MadeUser(
                  user.id(),
                  user.name(),
                  user.domainId(),
                  !Boolean.FALSE.equals(asked.enabled()))));
    }
  }

  record CredentialRequest(@Nullable NewCredential credential) {}

  record NewCredential(@Nullable String userId, @Nullable String description) {}

  record CredentialResponse(MadeCredential credential) {}

  record MadeCredential(
      String access, String secret, String status, String userId, String createTime) {
    @Override
    public String toString() {
      return "MadeCredential[" + access + ", hidden]";
    }
  }

  private Reply createCredential(Call<CredentialRequest> call) {
    Inputs inputs = call.inputs();
    NewCredential asked = inputs.present("credential", call.body().credential());
    User user = user(call, inputs.present("credential.user_id", asked.userId()));
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

  private User user(Call<?> call, String userId) {
    return iam.users()
        .find(call.caller().domainId(), userId)
        .orElseThrow(() -> new Refusal(Failure.IAM_0004, "user_id", Reason.ABSENT));
  }
}
