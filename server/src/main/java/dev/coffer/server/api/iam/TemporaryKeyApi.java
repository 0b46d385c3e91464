package dev.coffer.server.api.iam;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.credential.TemporaryKeys;
import dev.coffer.server.iam.credential.Token;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.policy.PolicyDocument;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Access keys for a while: for whoever asks, or for an agency that it may act for; narrowed by a
 * policy where one is given. They need no permission, because they open no more than their user, or
 * agency, may do; and what is for a while gives nothing further.
 */
final class TemporaryKeyApi {
  private static final int USUAL_SECONDS = 900;

  private final Iam iam;

  TemporaryKeyApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.IAM,
            "CreateTemporaryAccessKeyByToken",
            Operation.Method.POST,
            PathTemplate.of("/v3.0/OS-CREDENTIAL/securitytokens"),
            Operation.Admission.CALLER,
            Optional.empty(),
            Operation.Body.required(Request.class),
            201,
            this::create));
  }

  record Request(@Nullable Auth auth) {}

  record Auth(@Nullable Identity identity) {}

  record Identity(
      @Nullable List<String> methods,
      @Nullable HeldToken token,
      @Nullable Assumed assumeRole,
      @Nullable JsonNode policy) {}

  record HeldToken(@Nullable SecretText id, @Nullable Integer durationSeconds) {}

  record Assumed(
      @Nullable String agencyName,
      @Nullable String domainId,
      @Nullable String domainName,
      @Nullable Integer durationSeconds,
      @Nullable SessionUser sessionUser) {}

  record SessionUser(@Nullable String name) {}

  record Response(Made credential) {}

  record Made(String expiresAt, String access, String secret, String securitytoken) {
    @Override
    public String toString() {
      return "Made[" + access + ", hidden]";
    }
  }

  private Reply create(Call<Request> call) {
    Inputs inputs = call.inputs();
    if (call.caller().session().temporary()) {
      throw new Refusal(Failure.IAM_0003, "access", Reason.NOT_ALLOWED);
    }
    Auth auth = inputs.present("auth", call.body().auth());
    Identity identity = inputs.present("auth.identity", auth.identity());
    Optional<Policy> policy =
        Optional.ofNullable(identity.policy()).map(json -> PolicyDocument.parse(json.toString()));
    List<String> methods = inputs.present("auth.identity.methods", identity.methods());
    TemporaryKeys.Issued issued;
    if (methods.equals(List.of("token"))) {
      HeldToken token = Objects.requireNonNullElse(identity.token(), new HeldToken(null, null));
      issued =
          iam.temporaryKeys()
              .create(ofToken(call, token), seconds(token.durationSeconds()), policy);
    } else if (methods.equals(List.of("assume_role"))) {
      Assumed assumed = inputs.present("auth.identity.assume_role", identity.assumeRole());
      issued =
          iam.temporaryKeys()
              .create(ofAgency(call, assumed), seconds(assumed.durationSeconds()), policy);
    } else {
      throw inputs.refusal("auth.identity.methods", Reason.UNSUPPORTED);
    }
    return Reply.of(
        new Response(
            new Made(
                TokenApi.time(issued.expiresAt()),
                issued.accessKey(),
                issued.secretKey(),
                issued.securityToken())));
  }

  private static int seconds(@Nullable Integer asked) {
    return asked == null ? USUAL_SECONDS : asked;
  }

  // The token in the body, else the one that the call came with, else who signed the call.
  private TemporaryKeys.Wanted ofToken(Call<?> call, HeldToken held) {
    Optional<String> value =
        Optional.ofNullable(held.id())
            .map(SecretText::reveal)
            .or(
                () ->
                    call.header("authorization").isPresent()
                        ? Optional.empty()
                        : call.header("x-auth-token"));
    if (value.isEmpty()) {
      return ofCaller(call.caller());
    }
    Token token = iam.tokens().validate(value.get());
    return new TemporaryKeys.Wanted(
        token.userId(), token.agencyId(), token.projectId(), Optional.of(token.expiresAt()));
  }

  private static TemporaryKeys.Wanted ofCaller(Caller caller) {
    Optional<ProjectId> projectId =
        switch (caller.reach()) {
          case Reach.OneProject(ProjectId id) -> Optional.of(id);
          case Reach.Everything(), Reach.NoProject() -> Optional.empty();
        };
    return new TemporaryKeys.Wanted(caller.userId(), Optional.empty(), projectId, Optional.empty());
  }

  private TemporaryKeys.Wanted ofAgency(Call<?> call, Assumed assumed) {
    Agency agency =
        iam.agencies()
            .assume(
                call.caller(),
                TokenApi.owner(call.inputs(), assumed.domainId(), assumed.domainName()),
                call.inputs()
                    .present("auth.identity.assume_role.agency_name", assumed.agencyName()),
                call.source());
    return new TemporaryKeys.Wanted(
        call.caller().userId(), Optional.of(agency.id()), Optional.empty(), Optional.empty());
  }
}
