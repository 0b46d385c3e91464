package dev.coffer.server.iam.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.directory.AccessKeys;
import dev.coffer.server.iam.directory.PolicyColumn;
import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.policy.PolicyDocument;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.seal.SecretSeal;
import java.security.MessageDigest;
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
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;

/**
 * Access keys for a while, each with a security token that every request has to carry beside its
 * signature. One that has expired, or whose token is not the one, is refused like a wrong
 * signature.
 */
public final class TemporaryKeys {
  private static final int SHORTEST = 900;
  private static final int LONGEST = 86_400;
  private static final int TOKEN_LENGTH = 48;
  private static final int MOST_REMEMBERED = 10_000;

  private final Jdbi jdbi;
  private final SecretSeal seal;
  private final Identifiers identifiers;
  private final SecureRandom random;
  private final InstantSource clock;

  // Keys seen. A key that is revoked loses its row first and then its entry; an entry is only made
  // from a row while its bin is locked, so none outlives its row.
  private final Map<String, Held> remembered = new ConcurrentHashMap<>();

  public TemporaryKeys(
      Jdbi jdbi,
      SecretSeal seal,
      Identifiers identifiers,
      SecureRandom random,
      InstantSource clock) {
    this.jdbi = jdbi;
    this.seal = seal;
    this.identifiers = identifiers;
    this.random = random;
    this.clock = clock;
  }

  /**
   * For whom a key is.
   *
   * @param agencyId the agency that the user acts for, if any
   * @param projectId the one project that it reaches; every project where empty
   * @param until when what it was asked with ends, if it does
   */
  public record Wanted(
      UserId userId,
      Optional<String> agencyId,
      Optional<ProjectId> projectId,
      Optional<Instant> until) {}

  /** A new key; printing it hides its secrets. */
  public record Issued(
      String accessKey, String secretKey, String securityToken, Instant expiresAt) {
    @Override
    public String toString() {
      return "Issued[" + accessKey + "]";
    }
  }

  /** A key that is presented. */
  public record Held(
      Wanted standing,
      SecretBytes secret,
      String tokenHash,
      Optional<Policy> policy,
      Instant expiresAt) {

    public boolean goesWith(String securityToken, Instant now) {
      return now.isBefore(expiresAt)
          && MessageDigest.isEqual(tokenHash.getBytes(UTF_8), hash(securityToken).getBytes(UTF_8));
    }
  }

  /** Makes a key that lives for so many seconds, and no longer than what it was asked with. */
  public Issued create(Wanted wanted, int seconds, Optional<Policy> policy) {
    if (seconds < SHORTEST || seconds > LONGEST) {
      throw Refusal.outside(Failure.IAM_0001, "duration_seconds", SHORTEST, LONGEST);
    }
    Instant end = clock.instant().plus(Duration.ofSeconds(seconds));
    Instant expiresAt =
        wanted.until().filter(end::isAfter).orElse(end).truncatedTo(ChronoUnit.MILLIS);
    byte[] token = new byte[TOKEN_LENGTH];
    random.nextBytes(token);
    var issued =
        new Issued(
            identifiers.temporaryAccessKey(),
            identifiers.secretKey(),
            Base64.getUrlEncoder().withoutPadding().encodeToString(token),
            expiresAt);
    store(wanted, issued, policy);
    return issued;
  }

  private void store(Wanted wanted, Issued issued, Optional<Policy> policy) {
    try (var secret = SecretBytes.absorb(issued.secretKey().getBytes(UTF_8))) {
      String sealed = seal.seal(AccessKeys.place(issued.accessKey()), secret);
      jdbi.useHandle(
          handle ->
              handle.execute(
                  """
                  INSERT INTO iam_temporary_key (access_key, user_id, agency_id, project_id,
                    sealed_secret, token_hash, policy, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                  """,
                  issued.accessKey(),
                  wanted.userId(),
                  wanted.agencyId(),
                  wanted.projectId(),
                  sealed,
                  hash(issued.securityToken()),
                  policy.map(PolicyDocument::write),
                  issued.expiresAt()));
    }
  }

  /** A key that has not expired by now. */
  public Optional<Held> find(String accessKey) {
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.clear();
    }
    return Optional.ofNullable(remembered.computeIfAbsent(accessKey, this::read));
  }

  /** From now on every such key of the user is refused. */
  public void revokeAll(UserId userId) {
    jdbi.useHandle(h -> h.execute("DELETE FROM iam_temporary_key WHERE user_id = ?", userId));
    remembered.values().removeIf(held -> held.standing().userId().equals(userId));
  }

  public int removeExpired() {
    remembered.values().removeIf(held -> !clock.instant().isBefore(held.expiresAt()));
    return jdbi.withHandle(
        h -> h.execute("DELETE FROM iam_temporary_key WHERE expires_at <= ?", clock.millis()));
  }

  private @Nullable Held read(String accessKey) {
    record Row(
        @Nested Wanted standing,
        String sealedSecret,
        String tokenHash,
        Optional<Policy> policy,
        Instant expiresAt) {}
    return jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT *, NULL AS until FROM iam_temporary_key WHERE access_key = :key")
                    .bind("key", accessKey)
                    .registerColumnMapper(new PolicyColumn())
                    .mapTo(Row.class)
                    .findOne())
        .map(
            row ->
                new Held(
                    row.standing(),
                    open(accessKey, row.sealedSecret()),
                    row.tokenHash(),
                    row.policy(),
                    row.expiresAt()))
        .orElse(null);
  }

  private SecretBytes open(String accessKey, String sealed) {
    return seal.open(AccessKeys.place(accessKey), sealed)
        .orElseThrow(
            () -> new IllegalStateException("the secret of " + accessKey + " was altered"));
  }

  private static String hash(String value) {
    return HexFormat.of().formatHex(HashFunction.SHA_256.digest(value.getBytes(UTF_8)));
  }
}
