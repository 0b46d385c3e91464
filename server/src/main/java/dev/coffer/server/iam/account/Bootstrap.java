package dev.coffer.server.iam.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.iam.credential.PasswordHash;
import dev.coffer.server.iam.directory.AccessKeys;
import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** Makes the first domain, its project and an administrator who may do everything. */
public final class Bootstrap {
  private static final String DOMAIN_NAME = "coffer";
  private static final String USER_NAME = "administrator";

  private final Users users;
  private final AccessKeys accessKeys;
  private final Agencies agencies;
  private final Identifiers identifiers;
  private final SecureRandom random;
  private final InstantSource clock;

  public Bootstrap(
      Users users,
      AccessKeys accessKeys,
      Agencies agencies,
      Identifiers identifiers,
      SecureRandom random,
      InstantSource clock) {
    this.users = users;
    this.accessKeys = accessKeys;
    this.agencies = agencies;
    this.identifiers = identifiers;
    this.random = random;
    this.clock = clock;
  }

  public Optional<FirstAccount> run(Handle handle, String region, Consumer<FirstAccount> keep) {
    if (handle.createQuery("SELECT COUNT(*) FROM iam_domain").mapTo(Long.class).one() > 0) {
      return Optional.empty();
    }
    var domain = new Domain(new DomainId(identifiers.id()), DOMAIN_NAME);
    handle.execute(
        "INSERT INTO iam_domain (id, name, created_at) VALUES (?, ?, ?)",
        domain.id(),
        domain.name(),
        clock.millis());
    // The vendor's clients find their project by the region's name.
    var project =
        new Project(
            new ProjectId(identifiers.id()), domain.id(), domain.id().value(), region, "", true);
    handle.execute(
        "INSERT INTO iam_project (id, domain_id, name, created_at) VALUES (?, ?, ?, ?)",
        project.id(),
        domain.id(),
        project.name(),
        clock.millis());
    FirstAccount account = administrator(handle, domain, project);
    PredefinedAgency.createAll(handle, agencies, domain.id());
    keep.accept(account);
    return Optional.of(account);
  }

  private FirstAccount administrator(Handle handle, Domain domain, Project project) {
    String password = identifiers.password();
    User user = users.create(handle, domain.id(), USER_NAME, hash(password));
    users.grant(handle, user.id(), Policy.allowing(List.of("*")));
    return new FirstAccount(domain, project, user, password, accessKeys.create(handle, user.id()));
  }

  private String hash(String password) {
    try (var secret = SecretBytes.absorb(password.getBytes(UTF_8))) {
      return PasswordHash.of(secret, random);
    }
  }
}
