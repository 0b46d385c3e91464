package dev.coffer.server.iam.account;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.credential.Passwords;
import dev.coffer.server.iam.credential.TemporaryKeys;
import dev.coffer.server.iam.credential.Tokens;
import dev.coffer.server.iam.directory.Directory;
import dev.coffer.server.iam.directory.Entries;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.iam.identity.Names;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.HeldPolicy;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.policy.PolicyDocument;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** Users, and what they are granted. A new user may do nothing. */
public final class Users {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][0-9A-Za-z_. -]{0,63}");

  private static final List<String> OWNED =
      List.of(
          "iam_token",
          "iam_temporary_key",
          "iam_policy",
          "iam_access_key",
          "iam_member",
          "iam_password",
          "iam_login_failure");

  private final Directory directory;
  private final Identifiers identifiers;
  private final Tokens tokens;
  private final TemporaryKeys temporaryKeys;
  private final Passwords passwords;
  private final InstantSource clock;

  public Users(
      Directory directory,
      Tokens tokens,
      TemporaryKeys temporaryKeys,
      Passwords passwords,
      Identifiers identifiers,
      InstantSource clock) {
    this.directory = directory;
    this.tokens = tokens;
    this.temporaryKeys = temporaryKeys;
    this.identifiers = identifiers;
    this.passwords = passwords;
    this.clock = clock;
  }

  /** What a domain says of a user. */
  public record Profile(String name, String description, boolean resetAsked, boolean enabled) {
    public Profile {
      checkName(name);
      Names.checkDescription(description);
    }

    static Profile of(String name) {
      return new Profile(name, "", false, true);
    }
  }

  public User create(DomainId domainId, String name, SecretBytes password) {
    return create(domainId, Profile.of(name), password);
  }

  public User create(DomainId domainId, Profile profile, SecretBytes password) {
    String hash = passwords.first(domainId, profile.name(), password);
    return directory.change(handle -> create(handle, domainId, profile, hash));
  }

  /**
   * Changes what is said of a user; tokens and keys of one that is disabled are refused at once.
   */
  public void update(User user, Profile profile) {
    Names.requireFree(
        named(user.domainId(), profile.name())
            .filter(other -> !other.id().equals(user.id()))
            .isPresent());
    directory.change(
        handle ->
            handle.execute(
                "UPDATE iam_user SET name = ?, description = ?, reset_asked = ?, enabled = ?"
                    + " WHERE id = ?",
                profile.name(),
                profile.description(),
                profile.resetAsked() ? 1 : 0,
                profile.enabled() ? 1 : 0,
                user.id()));
  }

  public Optional<User> find(UserId userId) {
    return Optional.ofNullable(directory.entries().accounts().get(userId))
        .map(Entries.Account::user);
  }

  public Optional<User> find(DomainId domainId, UserId userId) {
    return find(userId).filter(user -> user.domainId().equals(domainId));
  }

  /** The same; refuses one that does not exist, or is another domain's. */
  public User require(DomainId domainId, UserId userId) {
    return find(domainId, userId)
        .orElseThrow(() -> new Refusal(Failure.IAM_0004, "user_id", Reason.ABSENT));
  }

  /** The users of a domain by name. */
  public List<User> list(DomainId domainId) {
    return directory.entries().accounts().values().stream()
        .map(Entries.Account::user)
        .filter(user -> user.domainId().equals(domainId))
        .sorted(Comparator.comparing(User::name))
        .toList();
  }

  /** Gives the user another password; every token of its is refused from now on. */
  public void setPassword(UserId userId, SecretBytes password) {
    var _ = passwords.changing(userId, () -> replacePassword(userId, password));
  }

  private User replacePassword(UserId userId, SecretBytes password) {
    User user = directory.account(userId).user();
    String hash = passwords.next(user, password);
    directory.change(
        handle -> {
          passwords.remember(handle, user.id(), hash);
          return user;
        });
    revokeSessions(user);
    return user;
  }

  /** The same, for a user who knows the password so far; refuses who does not. */
  public void changePassword(UserId userId, SecretBytes original, SecretBytes password) {
    var _ =
        passwords.changing(
            userId,
            () -> {
              Entries.Account account = directory.account(userId);
              if (!passwords.isRight(account, original)) {
                throw new Refusal(Failure.IAM_0002);
              }
              passwords.requireOld(account.user());
              return replacePassword(userId, password);
            });
  }

  /** Removes a user with its keys, tokens and policies. */
  public void delete(UserId userId) {
    User user = directory.account(userId).user();
    directory.change(
        handle -> {
          Assignments.removeAll(handle, Holder.user(user.id()));
          for (String table : OWNED) {
            handle.execute("DELETE FROM " + table + " WHERE user_id = ?", user.id());
          }
          return handle.execute("DELETE FROM iam_user WHERE id = ?", user.id());
        });
    revokeSessions(user);
  }

  private void revokeSessions(User user) {
    tokens.revokeAll(user.id());
    temporaryKeys.revokeAll(user.id());
  }

  public Optional<User> named(DomainId domainId, String name) {
    return directory.entries().accountNamed(domainId, name).map(Entries.Account::user);
  }

  /** The documents that decide about the user. */
  public List<HeldPolicy> policies(UserId userId) {
    return directory.account(userId).policies();
  }

  /** Adds a document to those the user holds; counts from the next request on. */
  public HeldPolicy grant(UserId userId, Policy policy) {
    User user = directory.account(userId).user();
    return directory.change(handle -> grant(handle, user.id(), policy));
  }

  /** Takes every document from the user; counts from the next request on. */
  public void revokeAll(UserId userId) {
    directory.change(handle -> handle.execute("DELETE FROM iam_policy WHERE user_id = ?", userId));
  }

  /** Lets a user act or not; tokens and access keys of one that may not are refused at once. */
  public void setEnabled(UserId userId, boolean enabled) {
    directory.change(
        handle ->
            handle.execute(
                "UPDATE iam_user SET enabled = ? WHERE id = ?", enabled ? 1 : 0, userId));
  }

  User create(Handle handle, DomainId domainId, String name, String passwordHash) {
    return create(handle, domainId, Profile.of(name), passwordHash);
  }

  private User create(Handle handle, DomainId domainId, Profile profile, String passwordHash) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var user =
        new User(
            new UserId(identifiers.id()),
            domainId,
            profile.name(),
            profile.enabled(),
            now,
            profile.description(),
            profile.resetAsked(),
            now);
    int made =
        handle.execute(
            "INSERT INTO iam_user (id, domain_id, name, password_hash, enabled, description,"
                + " reset_asked, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (domain_id, name) DO NOTHING",
            user.id(),
            domainId,
            user.name(),
            passwordHash,
            user.enabled() ? 1 : 0,
            user.description(),
            user.resetAsked() ? 1 : 0,
            now);
    Names.requireNew(made);
    passwords.remember(handle, user.id(), passwordHash);
    return user;
  }

  HeldPolicy grant(Handle handle, UserId userId, Policy policy) {
    var held = new HeldPolicy(identifiers.id(), policy);
    handle.execute(
        "INSERT INTO iam_policy (id, user_id, document, created_at) VALUES (?, ?, ?, ?)",
        held.id(),
        userId,
        PolicyDocument.write(policy),
        clock.millis());
    return held;
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new Refusal(Failure.IAM_0001, "name", Reason.WRONG_FORM);
    }
  }
}
