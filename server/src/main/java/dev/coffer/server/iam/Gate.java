package dev.coffer.server.iam;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.account.Agencies;
import dev.coffer.server.iam.credential.TemporaryKeys;
import dev.coffer.server.iam.credential.Token;
import dev.coffer.server.iam.credential.Tokens;
import dev.coffer.server.iam.directory.Directory;
import dev.coffer.server.iam.directory.EnterpriseProjects;
import dev.coffer.server.iam.directory.Entries;
import dev.coffer.server.iam.duty.Duties;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.iam.identity.EnterpriseProject;
import dev.coffer.server.iam.identity.Principal;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Decision;
import dev.coffer.server.iam.policy.HeldPolicy;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.signature.PerformedRequests;
import dev.coffer.server.iam.signature.RequestSignature;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Gatekeeper;
import dev.coffer.server.wire.RawRequest;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The gatekeeper: a signed request is its access key's user, a request with a token its token's, or
 * the agency that the user acts for. Where both are there the signature counts, as the vendor's
 * clients sign whatever they send. Nothing is remembered from one request to the next but what the
 * directory holds, so a change of user, agency, key, token or policy counts for the next request,
 * and which signed requests changed something lately ({@link PerformedRequests}).
 */
final class Gate implements Gatekeeper {
  private static final String SECURITY_TOKEN = "x-security-token";

  private final Directory directory;
  private final Tokens tokens;
  private final TemporaryKeys temporaryKeys;
  private final Agencies agencies;
  private final Duties duties;
  private final InstantSource clock;
  private final PerformedRequests performed = new PerformedRequests();

  Gate(
      Directory directory,
      Tokens tokens,
      TemporaryKeys temporaryKeys,
      Agencies agencies,
      Duties duties,
      InstantSource clock) {
    this.directory = directory;
    this.tokens = tokens;
    this.temporaryKeys = temporaryKeys;
    this.agencies = agencies;
    this.duties = duties;
    this.clock = clock;
  }

  @Override
  public Caller authenticate(RawRequest request) {
    if (request.header("authorization").isPresent()) {
      RequestSignature signature = RequestSignature.of(request);
      Caller caller = bySignature(request, signature);
      if (performed.isReplay(signature.fingerprint(), clock.instant())) {
        throw new Refusal(Failure.APIGW_0301, "Signature", Reason.USED_BEFORE);
      }
      return caller;
    }
    String value =
        request
            .header("x-auth-token")
            .orElseThrow(() -> new Refusal(Failure.APIGW_0301, "X-Auth-Token", Reason.MISSING));
    Token token = tokens.validate(value);
    Reach reach =
        token.projectId().<Reach>map(Reach.OneProject::new).orElseGet(Reach.NoProject::new);
    return token.agencyId().isPresent()
        ? agent(
            new Agent(token.userId(), token.agencyId().get(), request.source()),
            reach,
            Optional.empty())
        : user(token.userId(), reach, Session.OWN);
  }

  @Override
  public Optional<Caller> beforeBody(RawRequest head) {
    if (head.header("authorization").isEmpty()) {
      return Optional.of(authenticate(head));
    }
    RequestSignature signature = RequestSignature.of(head);
    Instant now = clock.instant();
    boolean possible =
        Optional.ofNullable(directory.entries().accessKeys().get(signature.accessKey()))
            .map(
                key ->
                    key.known().active()
                        && head.header(SECURITY_TOKEN).isEmpty()
                        && directory.entries().enabled(key.known().userId()).isPresent())
            .orElseGet(
                () ->
                    temporaryKeys
                        .find(signature.accessKey())
                        .filter(held -> held.goesWith(head.header(SECURITY_TOKEN).orElse(""), now))
                        .isPresent());
    if (!possible || !signature.isCurrent(now)) {
      throw RequestSignature.mismatch();
    }
    return Optional.empty();
  }

  @Override
  public void performed(RawRequest request) {
    if (request.header("authorization").isPresent()) {
      performed.add(RequestSignature.of(request).fingerprint(), clock.instant());
    }
  }

  @Override
  public boolean admits(Caller caller, ProjectId projectId) {
    Project project = directory.entries().projects().get(projectId);
    return project != null
        && project.enabled()
        && project.domainId().equals(caller.domainId())
        && caller.reach().covers(projectId);
  }

  @Override
  public boolean allows(Caller caller, Access access) {
    Optional<Standing> standing = standing(caller);
    return standing.isPresent()
        && caller.session().narrowing().test(access)
        && duties.permit(standing.get().principal(), access.action())
        && switch (decide(standing.get(), access)) {
          case Decision.Allowed _ -> true;
          case Decision.Denied _ -> false;
          case Decision.NotGranted() -> access.resource().granted().test(caller);
        };
  }

  @Override
  public boolean hasEnterpriseProject(Caller caller, String enterpriseProjectId) {
    if (enterpriseProjectId.equals(EnterpriseProjects.DEFAULT)) {
      return true;
    }
    EnterpriseProject found = directory.entries().enterpriseProjects().get(enterpriseProjectId);
    return found != null && found.enabled() && found.domainId().equals(caller.domainId());
  }

  /** Whose policies decide, and as whom. */
  private record Standing(Principal principal, List<HeldPolicy> policies) {}

  private Optional<Standing> standing(Caller caller) {
    Entries entries = directory.entries();
    return caller.session().forAgency()
        ? Optional.ofNullable(entries.agencies().get(caller.userId().value()))
            .map(agent -> new Standing(Principal.of(agent.agency()), agent.policies()))
        : entries
            .enabled(caller.userId())
            .map(account -> new Standing(Principal.of(account.user()), account.policies()));
  }

  private Decision decide(Standing standing, Access access) {
    return Decision.on(
        standing.policies(),
        directory.entries().question(standing.principal(), access, clock.instant()));
  }

  // An unknown or inactive access key is answered like a wrong signature.
  private Caller bySignature(RawRequest request, RequestSignature signature) {
    Entries.AccessKey key = directory.entries().accessKeys().get(signature.accessKey());
    if (key == null) {
      return byTemporaryKey(request, signature);
    }
    if (!key.known().active() || request.header(SECURITY_TOKEN).isPresent()) {
      throw signature.refusedWithoutKey(clock.instant());
    }
    signature.verify(key.secret(), clock.instant());
    return user(key.known().userId(), new Reach.Everything(), Session.OWN);
  }

  private Caller byTemporaryKey(RawRequest request, RequestSignature signature) {
    TemporaryKeys.Held key =
        temporaryKeys
            .find(signature.accessKey())
            .filter(
                held -> held.goesWith(request.header(SECURITY_TOKEN).orElse(""), clock.instant()))
            .orElseThrow(() -> signature.refusedWithoutKey(clock.instant()));
    signature.verify(key.secret(), clock.instant());
    TemporaryKeys.Wanted standing = key.standing();
    Reach reach =
        standing.projectId().<Reach>map(Reach.OneProject::new).orElseGet(Reach.Everything::new);
    return standing.agencyId().isPresent()
        ? agent(
            new Agent(standing.userId(), standing.agencyId().get(), request.source()),
            reach,
            Optional.of(key))
        : user(
            standing.userId(), reach, session(false, Optional.of(key), standing.userId().value()));
  }

  private Caller user(UserId userId, Reach reach, Session session) {
    Entries entries = directory.entries();
    User user = entries.enabled(userId).orElseThrow(RequestSignature::mismatch).user();
    Domain domain = entries.domain(user.domainId());
    return new Caller(user.id(), user.name(), domain.id(), domain.name(), reach, session);
  }

  /** A user who acts for an agency, and the address that the user does it from. */
  private record Agent(UserId userId, String agencyId, String source) {}

  // A user who acts for an agency must be allowed to at every request.
  private Caller agent(Agent agent, Reach reach, Optional<TemporaryKeys.Held> key) {
    Agency agency =
        agencies
            .find(agent.agencyId())
            .filter(found -> agencies.mayAssume(agent.userId(), found, agent.source()))
            .orElseThrow(RequestSignature::mismatch);
    User user = directory.account(agent.userId()).user();
    Domain domain = directory.entries().domain(agency.domainId());
    return new Caller(
        new UserId(agency.id()),
        agency.name() + "/" + user.name(),
        domain.id(),
        domain.name(),
        reach,
        session(true, key, agency.id()));
  }

  private Session session(boolean forAgency, Optional<TemporaryKeys.Held> key, String id) {
    return new Session(
        forAgency,
        key.isPresent(),
        key.flatMap(TemporaryKeys.Held::policy)
            .<Predicate<Access>>map(policy -> access -> isWithin(policy, forAgency, id, access))
            .orElse(_ -> true));
  }

  private boolean isWithin(Policy policy, boolean forAgency, String id, Access access) {
    Entries entries = directory.entries();
    Principal principal =
        forAgency
            ? Principal.of(Objects.requireNonNull(entries.agencies().get(id)).agency())
            : Principal.of(directory.account(new UserId(id)).user());
    return decide(new Standing(principal, List.of(new HeldPolicy("session", policy))), access)
        instanceof Decision.Allowed;
  }
}
