package dev.coffer.server.iam.credential;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.directory.Directory;
import dev.coffer.server.iam.directory.Entries;
import dev.coffer.server.iam.directory.LoginPolicy;
import dev.coffer.server.iam.directory.PasswordPolicy;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.UserId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The passwords of users, as their domain wants them: what may become one, and whether one opens an
 * account now.
 */
public final class Passwords {
  private final Jdbi jdbi;
  private final Directory directory;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Lockout lockout;
  private final FairShare changes = new FairShare(1);

  public Passwords(Jdbi jdbi, Directory directory, SecureRandom random, InstantSource clock) {
    this.jdbi = jdbi;
    this.directory = directory;
    this.random = random;
    this.clock = clock;
    this.lockout = new Lockout(jdbi);
  }

  /**
   * Whether this is the account's password and opens it: never while locked or once expired. A
   * locked account costs as much time as any, so that it does not tell that it exists.
   */
  boolean opens(Entries.Account account, SecretBytes password) {
    boolean right = matches(account, password);
    Instant now = clock.instant();
    return right
        && directory
            .entries()
            .passwordPolicy(account.user().domainId())
            .expiry(account.user().passwordSetAt())
            .map(now::isBefore)
            .orElse(true);
  }

  /**
   * Whether this is the password of an account whose user is known and about to change it. One that
   * has expired will do; while the account is locked none does, and none is hashed.
   */
  public boolean isRight(Entries.Account account, SecretBytes password) {
    User user = account.user();
    LoginPolicy policy = directory.entries().loginPolicy(user.domainId());
    return !lockout.isLocked(user.id(), policy, clock.instant()) && matches(account, password);
  }

  /** One change of a user's password at a time; refuses a second one with 429. */
  public <T> T changing(UserId userId, Supplier<T> change) {
    return changes.of(userId.value(), change);
  }

  private boolean matches(Entries.Account account, SecretBytes password) {
    User user = account.user();
    LoginPolicy policy = directory.entries().loginPolicy(user.domainId());
    boolean right = PasswordHash.matches(password, account.passwordHash());
    return lockout.admits(user.id(), right, policy, clock.instant());
  }

  /** The hash of a first password; refuses one that the domain does not take. */
  public String first(DomainId domainId, String userName, SecretBytes password) {
    directory.entries().passwordPolicy(domainId).check(userName, password);
    return hash(password);
  }

  String hash(SecretBytes password) {
    return PasswordHash.of(password, random);
  }

  /** The hash of another password for a user; refuses one that was used lately, too. */
  public String next(User user, SecretBytes password) {
    String hash = first(user.domainId(), user.name(), password);
    int refused = directory.entries().passwordPolicy(user.domainId()).recentRefused();
    for (String former : latest(user.id(), refused)) {
      if (PasswordHash.matches(password, former)) {
        throw PasswordPolicy.refused(Reason.USED_BEFORE);
      }
    }
    return hash;
  }

  /** Refuses while a user has to keep the password. */
  public void requireOld(User user) {
    int minutes = directory.entries().passwordPolicy(user.domainId()).leastAge();
    if (clock.instant().isBefore(user.passwordSetAt().plus(Duration.ofMinutes(minutes)))) {
      throw new Refusal(Failure.IAM_0003, "password", Reason.TOO_SOON);
    }
  }

  /** Remembers a password from now on; one that was locked out is let in again. */
  public void remember(Handle handle, UserId userId, String hash) {
    handle.execute(
        "UPDATE iam_user SET password_hash = ?, password_set_at = ? WHERE id = ?",
        hash,
        clock.millis(),
        userId);
    handle.execute(
        "INSERT INTO iam_password (user_id, hash, set_at) VALUES (?, ?, ?)",
        userId,
        hash,
        clock.millis());
    handle.execute("DELETE FROM iam_login_failure WHERE user_id = ?", userId);
  }

  private List<String> latest(UserId userId, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT hash FROM iam_password WHERE user_id = ? ORDER BY set_at DESC LIMIT ?")
                .bind(0, userId)
                .bind(1, most)
                .mapTo(String.class)
                .list());
  }
}
