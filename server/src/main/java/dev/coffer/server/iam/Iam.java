package dev.coffer.server.iam;

import dev.coffer.server.seal.SecretSeal;
import dev.coffer.server.wire.Gatekeeper;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;

/** Identity and access of one server, over its control database. */
public final class Iam implements AutoCloseable {
  private final Directory directory;
  private final Users users;
  private final Domains domains;
  private final AccessKeys accessKeys;
  private final Tokens tokens;
  private final Gatekeeper gatekeeper;
  private final Bootstrap bootstrap;

  private Iam(Jdbi jdbi, SecretSeal seal, SecureRandom random, InstantSource clock) {
    var identifiers = new Identifiers(random);
    directory = new Directory(jdbi, seal);
    tokens = new Tokens(jdbi, directory, random, clock);
    users = new Users(directory, tokens, identifiers, random, clock);
    domains = new Domains(directory);
    accessKeys = new AccessKeys(directory, seal, identifiers, clock);
    gatekeeper = new Gate(directory, tokens, clock);
    bootstrap = new Bootstrap(users, accessKeys, identifiers, random, clock);
  }

  /** Takes the seal of the secret keys over and closes it with itself. */
  public static Iam open(Jdbi jdbi, SecretSeal seal, SecureRandom random, InstantSource clock) {
    return new Iam(jdbi, seal, random, clock);
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

  public AccessKeys accessKeys() {
    return accessKeys;
  }

  public Tokens tokens() {
    return tokens;
  }

  public Gatekeeper gatekeeper() {
    return gatekeeper;
  }

  @Override
  public void close() {
    directory.close();
  }
}
