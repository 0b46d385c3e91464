package dev.coffer.server.iam;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.wire.Access;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the directory held at one moment, by id. */
record Entries(
    Map<String, Domain> domains,
    Map<String, Settings> settings,
    Map<String, Project> projects,
    Map<String, EnterpriseProject> enterpriseProjects,
    Map<String, Group> groups,
    Map<String, Role> roles,
    List<Assignment> assignments,
    Map<String, Account> accounts,
    Map<String, Agent> agencies,
    Map<String, AccessKey> accessKeys) {

  /** A user with what decides about it. */
  record Account(User user, String passwordHash, List<HeldPolicy> policies) {
    Account {
      policies = List.copyOf(policies);
    }
  }

  /** An agency with what decides about it. */
  record Agent(Agency agency, List<HeldPolicy> policies) {
    Agent {
      policies = List.copyOf(policies);
    }
  }

  /** An access key with its secret key. */
  record AccessKey(AccessKeys.Known known, SecretBytes secret) {}

  /** What a domain has set; the vendor's defaults where it has set nothing. */
  record Settings(PasswordPolicy passwords, LoginPolicy logins) {
    static final Settings DEFAULT = new Settings(PasswordPolicy.DEFAULT, LoginPolicy.DEFAULT);
  }

  Entries {
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

  PasswordPolicy passwordPolicy(String domainId) {
    return settings.getOrDefault(domainId, Settings.DEFAULT).passwords();
  }

  LoginPolicy loginPolicy(String domainId) {
    return settings.getOrDefault(domainId, Settings.DEFAULT).logins();
  }

  /** The account of a user who may act. */
  Optional<Account> enabled(String userId) {
    return Optional.ofNullable(accounts.get(userId)).filter(account -> account.user().enabled());
  }

  /** A domain that a user or project belongs to. */
  Domain domain(String id) {
    return Objects.requireNonNull(domains.get(id), () -> "domain " + id + " does not exist");
  }

  /** What is put to the policies of whoever asks for access. */
  Question question(Principal principal, Access access, Instant now) {
    Optional<Project> project = access.projectId().map(projects::get);
    return Question.of(
        new Circumstances(principal, domain(principal.domainId()), project, access, now));
  }

  Optional<Domain> domainNamed(String name) {
    return domains.values().stream().filter(domain -> domain.name().equals(name)).findFirst();
  }

  Optional<Project> projectNamed(String domainId, String name) {
    return projects.values().stream()
        .filter(p -> p.domainId().equals(domainId) && p.name().equals(name))
        .findFirst();
  }

  Optional<Account> accountNamed(String domainId, String name) {
    return accounts.values().stream()
        .filter(a -> a.user().domainId().equals(domainId) && a.user().name().equals(name))
        .findFirst();
  }
}
