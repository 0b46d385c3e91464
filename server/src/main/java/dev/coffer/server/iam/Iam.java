package dev.coffer.server.iam;

import dev.coffer.server.iam.account.Agencies;
import dev.coffer.server.iam.account.Assignments;
import dev.coffer.server.iam.account.Bootstrap;
import dev.coffer.server.iam.account.FirstAccount;
import dev.coffer.server.iam.account.Groups;
import dev.coffer.server.iam.account.Users;
import dev.coffer.server.iam.credential.FairShare;
import dev.coffer.server.iam.credential.Passwords;
import dev.coffer.server.iam.credential.TemporaryKeys;
import dev.coffer.server.iam.credential.Tokens;
import dev.coffer.server.iam.directory.AccessKeys;
import dev.coffer.server.iam.directory.Directory;
import dev.coffer.server.iam.directory.DomainSettings;
import dev.coffer.server.iam.directory.Domains;
import dev.coffer.server.iam.directory.EnterpriseProjects;
import dev.coffer.server.iam.directory.Projects;
import dev.coffer.server.iam.directory.Roles;
import dev.coffer.server.iam.duty.Duties;
import dev.coffer.server.iam.duty.DutiesConflict;
import dev.coffer.server.iam.duty.Explaining;
import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.seal.SecretSeal;
import dev.coffer.server.wire.Gatekeeper;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;

/** Identity and access of one server, over its control database. */
public final class Iam implements AutoCloseable {
  private static final int MOST_LOGINS_OF_ADDRESS = 8;

  private final Directory directory;
  private final Users users;
  private final Domains domains;
  private final DomainSettings settings;
  private final Projects projects;
  private final EnterpriseProjects enterpriseProjects;
  private final Groups groups;
  private final Roles roles;
  private final Assignments assignments;
  private final Agencies agencies;
  private final AccessKeys accessKeys;
  private final TemporaryKeys temporaryKeys;
  private final Tokens tokens;
  private final FairShare logins = new FairShare(MOST_LOGINS_OF_ADDRESS);
  private final Explaining explaining;
  private final Gatekeeper gatekeeper;
  private final Bootstrap bootstrap;

  private Iam(
      Jdbi jdbi,
      SecretSeal seal,
      SecureRandom random,
      InstantSource clock,
      boolean separateDuties) {
    var identifiers = new Identifiers(random);
    directory = new Directory(jdbi, seal);
    var duties = new Duties(directory, separateDuties);
    duties.check();
    var passwords = new Passwords(jdbi, directory, random, clock);
    tokens = new Tokens(jdbi, directory, passwords, random, clock);
    temporaryKeys = new TemporaryKeys(jdbi, seal, identifiers, random, clock);
    users = new Users(directory, tokens, temporaryKeys, passwords, identifiers, clock);
    agencies = new Agencies(directory, duties, identifiers, clock);
    domains = new Domains(directory);
    settings = new DomainSettings(directory);
    projects = new Projects(directory, identifiers, clock);
    enterpriseProjects = new EnterpriseProjects(directory, identifiers::uuid, clock);
    groups = new Groups(directory, duties, identifiers, clock);
    roles = new Roles(directory, identifiers, clock);
    assignments = new Assignments(directory, duties);
    accessKeys = new AccessKeys(directory, seal, identifiers, clock);
    explaining = new Explaining(directory, duties, clock);
    gatekeeper = new Gate(directory, tokens, temporaryKeys, agencies, duties, clock);
    bootstrap = new Bootstrap(users, accessKeys, agencies, identifiers, random, clock);
  }

  /**
   * Takes the seal of the secret keys over and closes it with itself.
   *
   * @param separateDuties whether key administrators, operators and auditors exclude each other
   * @throws DutiesConflict if they are to and a user is two of them
   */
  public static Iam open(
      Jdbi jdbi,
      SecretSeal seal,
      SecureRandom random,
      InstantSource clock,
      boolean separateDuties) {
    return new Iam(jdbi, seal, random, clock, separateDuties);
  }

  /**
   * Makes the first account where there is none. {@code keep} stores what it is given before the
   * account comes into being: if it throws, or everything stops, the next start makes another one.
   */
  public Optional<FirstAccount> bootstrap(String region, Consumer<FirstAccount> keep) {
    return directory.change(handle -> bootstrap.run(handle, region, keep));
  }

  public Users users() {
    return users;
  }

  public Domains domains() {
    return domains;
  }

  public DomainSettings settings() {
    return settings;
  }

  public Projects projects() {
    return projects;
  }

  public EnterpriseProjects enterpriseProjects() {
    return enterpriseProjects;
  }

  public Groups groups() {
    return groups;
  }

  public Roles roles() {
    return roles;
  }

  public Assignments assignments() {
    return assignments;
  }

  public AccessKeys accessKeys() {
    return accessKeys;
  }

  public Agencies agencies() {
    return agencies;
  }

  public TemporaryKeys temporaryKeys() {
    return temporaryKeys;
  }

  /** Forgets tokens and keys that have expired; for the scheduler to call now and then. */
  public void removeExpired() {
    tokens.removeExpired();
    temporaryKeys.removeExpired();
  }

  /** What one address may have under way of log-ins by password. */
  public FairShare logins() {
    return logins;
  }

  public Tokens tokens() {
    return tokens;
  }

  public Explaining explaining() {
    return explaining;
  }

  public Gatekeeper gatekeeper() {
    return gatekeeper;
  }

  @Override
  public void close() {
    directory.close();
  }
}
