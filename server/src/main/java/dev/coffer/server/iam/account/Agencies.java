package dev.coffer.server.iam.account;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.directory.Directory;
import dev.coffer.server.iam.directory.Entries;
import dev.coffer.server.iam.duty.Duties;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.iam.identity.Names;
import dev.coffer.server.iam.identity.Principal;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.iam.identity.Scope;
import dev.coffer.server.iam.policy.Decision;
import dev.coffer.server.iam.policy.Question;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Agencies, and who acts for them: a user of the trusted domain who has the permission {@code
 * iam:agencies:assume}, or a service. One that is deleted, or has expired, serves nobody from the
 * next request on.
 */
public final class Agencies {
  static final String ASSUME = "iam:agencies:assume";

  private final Directory directory;
  private final Duties duties;
  private final Identifiers identifiers;
  private final InstantSource clock;

  public Agencies(
      Directory directory, Duties duties, Identifiers identifiers, InstantSource clock) {
    this.directory = directory;
    this.duties = duties;
    this.identifiers = identifiers;
    this.clock = clock;
  }

  /**
   * An agency to be made.
   *
   * @param life how long it serves; for ever where empty
   */
  public record Wanted(
      DomainId domainId,
      String name,
      String description,
      Agency.Trust trust,
      Optional<Duration> life) {
    public Wanted {
      Names.check(name, description);
    }
  }

  public Agency create(Wanted wanted) {
    return directory.change(handle -> create(handle, wanted));
  }

  Agency create(Handle handle, Wanted wanted) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var agency =
        new Agency(
            identifiers.id(),
            wanted.domainId(),
            wanted.name(),
            wanted.description(),
            wanted.trust(),
            now,
            now,
            wanted.life().map(now::plus));
    int made =
        handle.execute(
            "INSERT INTO iam_agency (id, domain_id, name, description, trust_kind, trusted,"
                + " created_at, life_begins_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (domain_id, name) DO NOTHING",
            agency.id(),
            agency.domainId(),
            agency.name(),
            agency.description(),
            kind(agency.trust()),
            trusted(agency.trust()),
            now,
            now,
            agency.expiresAt());
    Names.requireNew(made);
    return agency;
  }

  /** The agency of a domain; refuses one that does not exist, or is another domain's. */
  public Agency require(DomainId domainId, String agencyId) {
    return find(agencyId)
        .filter(agency -> agency.domainId().equals(domainId))
        .orElseThrow(() -> new Refusal(Failure.IAM_0004, "agency_id", Reason.ABSENT));
  }

  public Optional<Agency> find(String agencyId) {
    return Optional.ofNullable(directory.entries().agencies().get(agencyId))
        .map(Entries.Agent::agency);
  }

  /** The agencies of a domain by name. */
  public List<Agency> list(DomainId domainId) {
    return directory.entries().agencies().values().stream()
        .map(Entries.Agent::agency)
        .filter(agency -> agency.domainId().equals(domainId))
        .sorted(Comparator.comparing(Agency::name))
        .toList();
  }

  /** Changes whom it trusts and for how long from now; its name stays. */
  public Agency update(
      Agency agency, String description, Agency.Trust trust, Optional<Instant> expiresAt) {
    Names.check(agency.name(), description);
    Instant begins = expiresAt.equals(agency.expiresAt()) ? agency.lifeBeginsAt() : clock.instant();
    directory.change(
        handle ->
            handle.execute(
                "UPDATE iam_agency SET description = ?, trust_kind = ?, trusted = ?,"
                    + " life_begins_at = ?, expires_at = ? WHERE id = ?",
                description,
                kind(trust),
                trusted(trust),
                begins,
                expiresAt,
                agency.id()));
    return require(agency.domainId(), agency.id());
  }

  public void delete(Agency agency) {
    directory.change(
        handle -> {
          Assignments.removeAll(handle, Holder.agency(agency.id()));
          return handle.execute("DELETE FROM iam_agency WHERE id = ?", agency.id());
        });
  }

  /**
   * The agency that a caller wants to act for. Whatever stands against it is answered alike, so
   * that no caller learns which agencies another domain has.
   *
   * @param source the address that the request came from
   */
  public Agency assume(Caller caller, Scope domain, String name, String source) {
    if (caller.session().forAgency() || caller.session().temporary()) {
      throw refused();
    }
    Entries entries = directory.entries();
    return domain(entries, domain).stream()
        .flatMap(owner -> list(owner.id()).stream())
        .filter(agency -> agency.name().equals(name))
        .filter(agency -> mayAssume(caller.userId(), agency, source))
        .findFirst()
        .orElseThrow(Agencies::refused);
  }

  /** Whether a user may act for an agency at this moment, from this address. */
  public boolean mayAssume(UserId userId, Agency agency, String source) {
    Entries entries = directory.entries();
    return isOpen(entries, userId, agency, source)
        && duties.permit(
            userId,
            agency,
            () ->
                entries.agencies().values().stream()
                    .map(Entries.Agent::agency)
                    .filter(other -> isOpen(entries, userId, other, source)));
  }

  private boolean isOpen(Entries entries, UserId userId, Agency agency, String source) {
    return agency.isInForce(clock.instant())
        && agency.trust() instanceof Agency.Trust.Domain(DomainId trusted)
        && entries
            .enabled(userId)
            .filter(account -> account.user().domainId().equals(trusted))
            .filter(account -> mayAssume(entries, account, agency, source))
            .isPresent();
  }

  private boolean mayAssume(
      Entries entries, Entries.Account account, Agency agency, String source) {
    var resource = new Resource("agency", agency.name(), () -> Resource.Attributes.NONE);
    var access = new Access(ASSUME, Optional.empty(), resource, source);
    Question question = entries.question(Principal.of(account.user()), access, clock.instant());
    return Decision.on(account.policies(), question) instanceof Decision.Allowed;
  }

  /** Whether the domain of a project lets a service do something there. */
  public boolean trusts(ProjectId projectId, String service, Access access) {
    Entries entries = directory.entries();
    Project project = entries.projects().get(projectId);
    return project != null
        && entries.agencies().values().stream()
            .filter(agent -> agent.agency().domainId().equals(project.domainId()))
            .filter(agent -> agent.agency().trust().equals(new Agency.Trust.Service(service)))
            .filter(agent -> agent.agency().isInForce(clock.instant()))
            .anyMatch(
                agent ->
                    Decision.on(
                            agent.policies(),
                            entries.question(Principal.of(agent.agency()), access, clock.instant()))
                        instanceof Decision.Allowed);
  }

  private static Optional<Domain> domain(Entries entries, Scope scope) {
    return switch (scope) {
      case Scope.DomainById(DomainId id) -> Optional.ofNullable(entries.domains().get(id));
      case Scope.DomainByName(String name) -> entries.domainNamed(name);
      case Scope.ProjectById _, Scope.ProjectByName _ -> Optional.empty();
    };
  }

  private static String kind(Agency.Trust trust) {
    return switch (trust) {
      case Agency.Trust.Domain _ -> "DOMAIN";
      case Agency.Trust.Service _ -> "SERVICE";
    };
  }

  private static String trusted(Agency.Trust trust) {
    return switch (trust) {
      case Agency.Trust.Domain(DomainId id) -> id.value();
      case Agency.Trust.Service(String name) -> name;
    };
  }

  private static Refusal refused() {
    return new Refusal(Failure.IAM_0003, "agency_name", Reason.NOT_ALLOWED);
  }
}
