package dev.coffer.server.iam.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.directory.Directory;
import dev.coffer.server.iam.directory.Entries;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.iam.identity.Scope;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Tokens: 256 random bits that stand for a user and a scope for 24 hours. Only their hash is kept,
 * so a reader of the database holds no token. One that is unknown, expired or revoked, or whose
 * user may no longer act, is refused without saying which.
 */
public final class Tokens {
  static final Duration LIFE = Duration.ofHours(24);

  private static final int LENGTH = 32;
  private static final int MOST_REMEMBERED = 10_000;

  private final Jdbi jdbi;
  private final Directory directory;
  private final SecureRandom random;
  private final InstantSource clock;
  private final String hashWithoutUser;
  private final Passwords passwords;

  // Tokens seen, by hash. A revocation deletes the row first and then the entry; an entry is only
  // made from a row while its bin is locked, so none outlives its row.
  private final Map<String, Token> remembered = new ConcurrentHashMap<>();

  public Tokens(
      Jdbi jdbi,
      Directory directory,
      Passwords passwords,
      SecureRandom random,
      InstantSource clock) {
    this.jdbi = jdbi;
    this.directory = directory;
    this.passwords = passwords;
    this.random = random;
    this.clock = clock;
    this.hashWithoutUser = PasswordHash.of(SecretBytes.random(LENGTH, random), random);
  }

  /**
   * A token for a user who knows the password; a wrong name costs as much time as a wrong password.
   */
  public Token.Issued issue(String domainName, String userName, SecretBytes password, Scope scope) {
    Entries entries = directory.entries();
    Optional<Entries.Account> account =
        entries
            .domainNamed(domainName)
            .flatMap(domain -> entries.accountNamed(domain.id(), userName));
    User user =
        account
            .filter(found -> passwords.opens(found, password))
            .map(Entries.Account::user)
            .filter(User::enabled)
            .orElseThrow(() -> refusedAfter(account, password));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<ProjectId> project = project(entries, user.domainId(), scope);
    return store(
        new Token(user.id(), user.domainId(), project, Optional.empty(), now, now.plus(LIFE)));
  }

  /** A token for a user who acts for an agency. */
  public Token.Issued issue(Agency agency, UserId userId, Scope scope) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<ProjectId> project = project(directory.entries(), agency.domainId(), scope);
    return store(
        new Token(
            userId, agency.domainId(), project, Optional.of(agency.id()), now, now.plus(LIFE)));
  }

  /** Another token for who holds one, for another scope; it lives no longer than that one. */
  public Token.Issued rescope(String value, Scope scope) {
    Token held = validate(value);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Optional<ProjectId> project = project(directory.entries(), held.domainId(), scope);
    return store(
        new Token(held.userId(), held.domainId(), project, held.agencyId(), now, held.expiresAt()));
  }

  // An unknown name costs as much time as a wrong password.
  private Refusal refusedAfter(Optional<Entries.Account> account, SecretBytes password) {
    if (account.isEmpty()) {
      PasswordHash.matches(password, hashWithoutUser);
    }
    return new Refusal(Failure.IAM_0002);
  }

  /** What the token stands for; refuses with 401. */
  public Token validate(String value) {
    return find(value)
        .orElseThrow(() -> new Refusal(Failure.APIGW_0301, "X-Auth-Token", Reason.MISMATCH));
  }

  /** What the token stands for; empty where it is unknown, expired or revoked. */
  public Optional<Token> find(String value) {
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.clear();
    }
    Token token = remembered.computeIfAbsent(hash(value), this::read);
    return Optional.ofNullable(token)
        .filter(found -> clock.instant().isBefore(found.expiresAt()))
        .filter(found -> directory.entries().enabled(found.userId()).isPresent());
  }

  /** From now on the token is refused. */
  public void revoke(String value) {
    String hash = hash(value);
    jdbi.useHandle(h -> h.execute("DELETE FROM iam_token WHERE token_hash = ?", hash));
    remembered.remove(hash);
  }

  /** From now on every token of the user is refused. */
  public void revokeAll(UserId userId) {
    jdbi.useHandle(h -> h.execute("DELETE FROM iam_token WHERE user_id = ?", userId));
    remembered.values().removeIf(token -> token.userId().equals(userId));
  }

  /** Removes what has expired; for the scheduler to call now and then. */
  public int removeExpired() {
    remembered.values().removeIf(token -> !clock.instant().isBefore(token.expiresAt()));
    return jdbi.withHandle(
        h -> h.execute("DELETE FROM iam_token WHERE expires_at <= ?", clock.millis()));
  }

  private static Optional<ProjectId> project(Entries entries, DomainId domainId, Scope scope) {
    return switch (scope) {
      case Scope.ProjectById(ProjectId id) ->
          Optional.of(own(Optional.ofNullable(entries.projects().get(id)), domainId).id());
      case Scope.ProjectByName(String name) ->
          Optional.of(own(entries.projectNamed(domainId, name), domainId).id());
      case Scope.DomainById(DomainId id) -> ownDomain(domainId.equals(id));
      case Scope.DomainByName(String name) ->
          ownDomain(entries.domainNamed(name).filter(d -> d.id().equals(domainId)).isPresent());
    };
  }

  // A project of another domain is answered like one that does not exist.
  private static Project own(Optional<Project> project, DomainId domainId) {
    return project
        .filter(found -> found.domainId().equals(domainId))
        .orElseThrow(() -> new Refusal(Failure.IAM_0002, "scope.project", Reason.ABSENT));
  }

  private static Optional<ProjectId> ownDomain(boolean own) {
    if (!own) {
      throw new Refusal(Failure.IAM_0002, "scope.domain", Reason.ABSENT);
    }
    return Optional.empty();
  }

  private Token.Issued store(Token token) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO iam_token (token_hash, user_id, domain_id, project_id, agency_id,"
                    + " issued_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                hash(value),
                token.userId(),
                token.domainId(),
                token.projectId(),
                token.agencyId(),
                token.issuedAt(),
                token.expiresAt()));
    return new Token.Issued(value, token);
  }

  private @Nullable Token read(String hash) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT user_id, domain_id, project_id, agency_id, issued_at, expires_at
                    FROM iam_token WHERE token_hash = ?
                    """)
                .bind(0, hash)
                .mapTo(Token.class)
                .findOne()
                .orElse(null));
  }

  private static String hash(String value) {
    return HexFormat.of().formatHex(HashFunction.SHA_256.digest(value.getBytes(UTF_8)));
  }
}
