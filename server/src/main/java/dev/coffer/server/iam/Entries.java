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
    Map<String, Project> projects,
    Map<String, Entries.Account> accounts,
    Map<String, Entries.AccessKey> accessKeys) {

  /** A user with what decides about it. */
  record Account(User user, String passwordHash, List<HeldPolicy> policies) {
    Account {
      policies = List.copyOf(policies);
    }
  }

  /** An access key with its secret key. */
  record AccessKey(AccessKeys.Known known, SecretBytes secret) {}

  Entries {
    domains = Map.copyOf(domains);
    projects = Map.copyOf(projects);
    accounts = Map.copyOf(accounts);
    accessKeys = Map.copyOf(accessKeys);
  }

  /** The account of a user who may act. */
  Optional<Account> enabled(String userId) {
    return Optional.ofNullable(accounts.get(userId)).filter(account -> account.user().enabled());
  }

  /** A domain that a user or project belongs to. */
  Domain domain(String id) {
    return Objects.requireNonNull(domains.get(id), () -> "domain " + id + " does not exist");
  }

  /** What is put to the policies of a user who asks for access. */
  Question question(User user, Access access, Instant now) {
    Optional<Project> project = access.projectId().map(projects::get);
    return Question.of(new Circumstances(user, domain(user.domainId()), project, access, now));
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
