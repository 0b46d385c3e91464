package dev.coffer.server.iam.directory;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.iam.identity.EnterpriseProject;
import dev.coffer.server.iam.identity.Group;
import dev.coffer.server.iam.identity.Principal;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Circumstances;
import dev.coffer.server.iam.policy.HeldPolicy;
import dev.coffer.server.iam.policy.Question;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Access;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the directory held at one moment, by id. */
public record Entries(
    Map<DomainId, Domain> domains,
    Map<DomainId, Settings> settings,
    Map<ProjectId, Project> projects,
    Map<String, EnterpriseProject> enterpriseProjects,
    Map<String, Group> groups,
    Map<String, Role> roles,
    List<Assignment> assignments,
    Map<UserId, Account> accounts,
    Map<String, Agent> agencies,
    Map<String, AccessKey> accessKeys) {

  /** A user with what decides about it. */
  public record Account(User user, String passwordHash, List<HeldPolicy> policies) {
    public Account {
      policies = List.copyOf(policies);
    }
  }

  /** An agency with what decides about it. */
  public record Agent(Agency agency, List<HeldPolicy> policies) {
    public Agent {
      policies = List.copyOf(policies);
    }
  }

  /** An access key with its secret key. */
  public record AccessKey(AccessKeys.Known known, SecretBytes secret) {}

  /** What a domain has set; the vendor's defaults where it has set nothing. */
  record Settings(PasswordPolicy passwords, LoginPolicy logins) {
    static final Settings DEFAULT = new Settings(PasswordPolicy.DEFAULT, LoginPolicy.DEFAULT);
  }

  public Entries {
    domains = Map.copyOf(domains);
    settings = Map.copyOf(settings);
    projects = Map.copyOf(projects);
    enterpriseProjects = Map.copyOf(enterpriseProjects);
    groups = Map.copyOf(groups);
    roles = Map.copyOf(roles);
    assignments = List.copyOf(assignments);
    accounts = Map.copyOf(accounts);
    agencies = Map.copyOf(agencies);
    accessKeys = Map.copyOf(accessKeys);
  }

  public PasswordPolicy passwordPolicy(DomainId domainId) {
    return settings.getOrDefault(domainId, Settings.DEFAULT).passwords();
  }

  public LoginPolicy loginPolicy(DomainId domainId) {
    return settings.getOrDefault(domainId, Settings.DEFAULT).logins();
  }

  /** The account of a user who may act. */
  public Optional<Account> enabled(UserId userId) {
    return Optional.ofNullable(accounts.get(userId)).filter(account -> account.user().enabled());
  }

  /** A domain that a user or project belongs to. */
  public Domain domain(DomainId id) {
    return Objects.requireNonNull(domains.get(id), () -> "domain " + id + " does not exist");
  }

  /** What is put to the policies of the principal that asks for access. */
  public Question question(Principal principal, Access access, Instant now) {
    Optional<Project> project = access.projectId().map(projects::get);
    return Question.of(
        new Circumstances(principal, domain(principal.domainId()), project, access, now));
  }

  public Optional<Domain> domainNamed(String name) {
    return domains.values().stream().filter(domain -> domain.name().equals(name)).findFirst();
  }

  public Optional<Project> projectNamed(DomainId domainId, String name) {
    return projects.values().stream()
        .filter(p -> p.domainId().equals(domainId) && p.name().equals(name))
        .findFirst();
  }

  public Optional<Account> accountNamed(DomainId domainId, String name) {
    return accounts.values().stream()
        .filter(a -> a.user().domainId().equals(domainId) && a.user().name().equals(name))
        .findFirst();
  }
}
