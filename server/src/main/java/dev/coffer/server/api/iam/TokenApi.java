package dev.coffer.server.api.iam;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.credential.Token;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.iam.identity.Scope;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Resource;
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
final class TokenApi {
  /** Anybody may send one. */
  private static final int LARGEST_REQUEST = 8 << 10;

  private static final String PASSWORD = "password";
  private static final Operation.Action REVOKE =
      new Operation.Action("iam:tokens:revokeToken", Operation.Action.Level.PERMISSION, "*");
  private static final List<String> BY_TOKEN = List.of("token");
  private static final List<String> BY_AGENCY = List.of("assume_role");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Iam iam;
  private final Catalog catalog;

  TokenApi(Iam iam, Catalog catalog) {
    this.iam = iam;
    this.catalog = catalog;
  }

  List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.IAM,
            "KeystoneCreateUserTokenByPassword",
            Operation.Method.POST,
            PathTemplate.of("/v3/auth/tokens"),
            Operation.Admission.ANYONE,
            Optional.empty(),
            new Operation.Body<>(Request.class, Operation.Body.Presence.REQUIRED, LARGEST_REQUEST),
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
            this::validate),
        new Operation<>(
                Service.IAM,
                "KeystoneRevokeToken",
                Operation.Method.DELETE,
                PathTemplate.of("/v3/auth/tokens"),
                Operation.Admission.CALLER,
                Optional.of(REVOKE),
                Operation.Body.none(),
                204,
                this::revoke)
            .about(call -> List.of(subject(call))));
  }

  // Everybody may revoke tokens of their own, and others' with the permission.
  private Resource subject(Call<?> call) {
    Token token = token(call, subjectToken(call));
    return new Resource(
        "*",
        token.userId().value(),
        () -> Resource.Attributes.NONE,
        Optional.empty(),
        caller ->
            caller.userId().value().equals(token.agencyId().orElse(token.userId().value()))
                && caller.session().forAgency() == token.agencyId().isPresent());
  }

  private Reply revoke(Call<Operation.Nothing> call) {
    iam.tokens().revoke(subjectToken(call));
    return Reply.empty();
  }

  private static String subjectToken(Call<?> call) {
    return call.inputs().present("X-Subject-Token", call.header("x-subject-token").orElse(""));
  }

  // A token of another domain is as if it did not exist.
  private Token token(Call<?> call, String value) {
    return iam.tokens()
        .find(value)
        .filter(token -> token.domainId().equals(call.caller().domainId()))
        .orElseThrow(() -> new Refusal(Failure.IAM_0004, "X-Subject-Token", Reason.ABSENT));
  }

  private Reply validate(Call<Operation.Nothing> call) {
    String value = subjectToken(call);
    return reply(call, token(call, value), value);
  }

  record Request(@Nullable Auth auth) {}

  record Auth(@Nullable Identity identity, @Nullable AskedScope scope) {}

  record Identity(
      @Nullable List<String> methods,
      @Nullable Password password,
      @Nullable HeldToken token,
      @Nullable Assumed assumeRole) {}

  record Assumed(
      @Nullable String domainId, @Nullable String domainName, @Nullable String agencyName) {}

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
      List<Catalog.Entry> catalog,
      Optional<Name> domain,
      Optional<OwnedName> project,
      List<Name> roles,
      UserName user,
      Optional<AssumedBy> assumedBy) {}

  record AssumedBy(UserName user) {}

  record Name(String id, String name) {}

  record OwnedName(String id, String name, Name domain) {}

  record UserName(String id, String name, Name domain, String passwordExpiresAt) {}

  private Reply create(Call<Request> call) {
    Inputs inputs = call.inputs();
    Auth auth = inputs.present("auth", call.body().auth());
    Identity identity = inputs.present("auth.identity", auth.identity());
    if (BY_TOKEN.equals(identity.methods())) {
      return byToken(call, identity, auth.scope());
    }
    if (BY_AGENCY.equals(identity.methods())) {
      return byAgency(call, identity, auth.scope());
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
      Token.Issued issued =
          iam.logins().of(call.source(), () -> iam.tokens().issue(domain, name, secret, scope));
      return reply(call, issued.token(), issued.value());
    }
  }

  private Reply byToken(Call<?> call, Identity identity, @Nullable AskedScope scope) {
    Inputs inputs = call.inputs();
    HeldToken held = inputs.present("auth.identity.token", identity.token());
    String value = inputs.present("auth.identity.token.id", held.id()).reveal();
    Token.Issued issued =
        iam.tokens().rescope(value, scope(inputs, inputs.present("auth.scope", scope), ""));
    return reply(call, issued.token(), issued.value());
  }

  private Reply byAgency(Call<Request> call, Identity identity, @Nullable AskedScope scope) {
    Inputs inputs = call.inputs();
    if (call.caller().equals(Caller.ANONYMOUS)) {
      throw new Refusal(Failure.APIGW_0301, "X-Auth-Token", Reason.MISSING);
    }
    Assumed asked = inputs.present("auth.identity.assume_role", identity.assumeRole());
    String name = inputs.present("auth.identity.assume_role.agency_name", asked.agencyName());
    Scope owner = owner(inputs, asked.domainId(), asked.domainName());
    Agency agency = iam.agencies().assume(call.caller(), owner, name, call.source());
    Scope wanted =
        scope == null ? new Scope.DomainById(agency.domainId()) : scope(inputs, scope, "");
    Token.Issued issued = iam.tokens().issue(agency, call.caller().userId(), wanted);
    return reply(call, issued.token(), issued.value());
  }

  /** The domain whose agency is meant. */
  static Scope owner(Inputs inputs, @Nullable String domainId, @Nullable String domainName) {
    return domainId != null
        ? Scope.domain(domainId)
        : new Scope.DomainByName(
            inputs.present("auth.identity.assume_role.domain_name", domainName));
  }

  // A catalog is left out where the query says so, with whatever value.
  private Reply reply(Call<?> call, Token token, String value) {
    boolean wanted = !call.query().has("nocatalog");
    List<Catalog.Entry> entries = wanted ? catalog.of(call, token.projectId()) : List.of();
    return new Reply(new Response(issued(token, entries)), Map.of("X-Subject-Token", value));
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
          ? Scope.project(project.id())
          : new Scope.ProjectByName(inputs.present("auth.scope.project.name", project.name()));
    }
    Named whole = inputs.present("auth.scope.project", asked.domain());
    return whole.id() != null
        ? Scope.domain(whole.id())
        : new Scope.DomainByName(inputs.present("auth.scope.domain.name", whole.name()));
  }

  private Issued issued(Token token, List<Catalog.Entry> entries) {
    Domain domain = iam.domains().find(token.domainId()).orElseThrow();
    var owner = new Name(domain.id().value(), domain.name());
    UserName user = userName(iam.users().find(token.userId()).orElseThrow());
    Optional<Agency> agency = token.agencyId().flatMap(iam.agencies()::find);
    Optional<Project> project = token.projectId().flatMap(iam.projects()::find);
    return new Issued(
        time(token.expiresAt()),
        time(token.issuedAt()),
        agency.isPresent() ? BY_AGENCY : List.of(PASSWORD),
        entries,
        project.isPresent() ? Optional.empty() : Optional.of(owner),
        project.map(found -> new OwnedName(found.id().value(), found.name(), owner)),
        roles(token),
        agency
            .map(a -> new UserName(a.id(), owner.name() + "/" + a.name(), owner, ""))
            .orElse(user),
        agency.map(_ -> new AssumedBy(user)));
  }

  private UserName userName(User user) {
    Domain domain = iam.domains().find(user.domainId()).orElseThrow();
    var owner = new Name(domain.id().value(), domain.name());
    return new UserName(user.id().value(), user.name(), owner, passwordExpiry(user));
  }

  private List<Name> roles(Token token) {
    return token
        .agencyId()
        .map(id -> iam.assignments().of(Holder.agency(id)))
        .orElseGet(() -> iam.assignments().of(iam.users().find(token.userId()).orElseThrow()))
        .stream()
        .map(role -> new Name(role.id(), role.name()))
        .toList();
  }

  private String passwordExpiry(User user) {
    return iam.settings()
        .passwords(user.domainId())
        .expiry(user.passwordSetAt())
        .map(TokenApi::time)
        .orElse("");
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
