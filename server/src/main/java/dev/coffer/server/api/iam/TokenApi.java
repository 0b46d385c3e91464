package dev.coffer.server.api.iam;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Domain;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.Project;
import dev.coffer.server.iam.Scope;
import dev.coffer.server.iam.Token;
import dev.coffer.server.iam.User;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import dev.coffer.server.wire.Service;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tokens, for a password or for another token; asking for one is the one operation that needs no
 * authentication.
 */
public final class TokenApi {
  private static final String PASSWORD = "password";
  private static final List<String> BY_TOKEN = List.of("token");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Iam iam;

  public TokenApi(Iam iam) {
    this.iam = iam;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.IAM,
            "KeystoneCreateUserTokenByPassword",
            Operation.Method.POST,
            PathTemplate.of("/v3/auth/tokens"),
            Operation.Admission.ANYONE,
            Optional.empty(),
            Operation.Body.required(Request.class),
            201,
            this::create),
        new Operation<>(
            Service.IAM,
            "KeystoneValidateToken",
            Operation.Method.GET,
            PathTemplate.of("/v3/auth/tokens"),
            Operation.Admission.CALLER,
            Optional.empty(),
            Operation.Body.none(),
            200,
            this::validate));
  }

  /** Tells what a token stands for; one of another domain is as if it did not exist. */
  private Reply validate(Call<Operation.Nothing> call) {
    String value =
        call.inputs().present("X-Subject-Token", call.header("x-subject-token").orElse(""));
    Token token = iam.tokens().validate(value);
    if (!token.domainId().equals(call.caller().domainId())) {
      throw new Refusal(Failure.IAM_0004, "X-Subject-Token", Reason.ABSENT);
    }
    return new Reply(new Response(issued(token)), Map.of("X-Subject-Token", value));
  }

  record Request(@Nullable Auth auth) {}

  record Auth(@Nullable Identity identity, @Nullable AskedScope scope) {}

  record Identity(
      @Nullable List<String> methods, @Nullable Password password, @Nullable HeldToken token) {}

  record HeldToken(@Nullable SecretText id) {}

  record Password(@Nullable AskedUser user) {}

  record AskedUser(@Nullable Named domain, @Nullable String name, @Nullable SecretText password) {}

  record AskedScope(@Nullable AskedProject project, @Nullable Named domain) {}

  record AskedProject(@Nullable String id, @Nullable String name, @Nullable Named domain) {}

  record Named(@Nullable String id, @Nullable String name) {}

  record Response(Issued token) {}

  record Issued(
      String expiresAt,
      String issuedAt,
      List<String> methods,
      List<String> catalog,
      Optional<Name> domain,
      Optional<OwnedName> project,
      List<Name> roles,
      UserName user) {}

  record Name(String id, String name) {}

  record OwnedName(String id, String name, Name domain) {}

  record UserName(String id, String name, Name domain, String passwordExpiresAt) {}

  private Reply create(Call<Request> call) {
    Inputs inputs = call.inputs();
    Auth auth = inputs.present("auth", call.body().auth());
    Identity identity = inputs.present("auth.identity", auth.identity());
    if (BY_TOKEN.equals(identity.methods())) {
      return byToken(inputs, identity, auth.scope());
    }
    AskedUser user = askedUser(inputs, identity);
    String domain =
        inputs.present(
            "auth.identity.password.user.domain.name",
            inputs.present("auth.identity.password.user.domain", user.domain()).name());
    String name = inputs.present("auth.identity.password.user.name", user.name());
    Scope scope = scope(inputs, auth.scope(), domain);
    SecretText password = inputs.present("auth.identity.password.user.password", user.password());
    try (SecretBytes secret = password.bytes()) {
      Token.Issued issued = iam.tokens().issue(domain, name, secret, scope);
      return new Reply(
          new Response(issued(issued.token())), Map.of("X-Subject-Token", issued.value()));
    }
  }

  private Reply byToken(Inputs inputs, Identity identity, @Nullable AskedScope scope) {
    HeldToken held = inputs.present("auth.identity.token", identity.token());
    String value = inputs.present("auth.identity.token.id", held.id()).reveal();
    Token.Issued issued =
        iam.tokens().rescope(value, scope(inputs, inputs.present("auth.scope", scope), ""));
    return new Reply(
        new Response(issued(issued.token())), Map.of("X-Subject-Token", issued.value()));
  }

  private static AskedUser askedUser(Inputs inputs, Identity identity) {
    List<String> methods = inputs.present("auth.identity.methods", identity.methods());
    if (!methods.equals(List.of(PASSWORD))) {
      throw inputs.refusal("auth.identity.methods", Reason.UNSUPPORTED);
    }
    Password password = inputs.present("auth.identity.password", identity.password());
    return inputs.present("auth.identity.password.user", password.user());
  }

  // Without a scope the token is for the user's whole domain, as Keystone has it.
  private static Scope scope(Inputs inputs, @Nullable AskedScope asked, String domain) {
    if (asked == null) {
      return new Scope.DomainByName(domain);
    }
    AskedProject project = asked.project();
    if (project != null) {
      return project.id() != null
          ? new Scope.ProjectById(project.id())
          : new Scope.ProjectByName(inputs.present("auth.scope.project.name", project.name()));
    }
    Named whole = inputs.present("auth.scope.project", asked.domain());
    return whole.id() != null
        ? new Scope.DomainById(whole.id())
        : new Scope.DomainByName(inputs.present("auth.scope.domain.name", whole.name()));
  }

  private Issued issued(Token token) {
    Domain domain = iam.domains().find(token.domainId()).orElseThrow();
    User user = iam.users().find(domain.id(), token.userId()).orElseThrow();
    var owner = new Name(domain.id(), domain.name());
    Optional<Project> project = token.projectId().flatMap(iam.domains()::project);
    return new Issued(
        time(token.expiresAt()),
        time(token.issuedAt()),
        List.of(PASSWORD),
        List.of(),
        project.isPresent() ? Optional.empty() : Optional.of(owner),
        project.map(found -> new OwnedName(found.id(), found.name(), owner)),
        List.of(),
        new UserName(user.id(), user.name(), owner, ""));
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
