package dev.coffer.server.iam.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.iam.identity.Names;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.id.UserId;
import dev.coffer.server.seal.SecretSeal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Permanent access keys. A secret key is told once, when it is made. */
public final class AccessKeys {
  private final Directory directory;
  private final SecretSeal seal;
  private final Identifiers identifiers;
  private final InstantSource clock;

  public AccessKeys(
      Directory directory, SecretSeal seal, Identifiers identifiers, InstantSource clock) {
    this.directory = directory;
    this.seal = seal;
    this.identifiers = identifiers;
    this.clock = clock;
  }

  /** A new pair; printing it hides the secret key. */
  public record Issued(String accessKey, String secretKey, UserId userId, Instant createdAt) {
    @Override
    public String toString() {
      return "Issued[" + accessKey + "]";
    }
  }

  /** What may be told of a key again: everything but its secret. */
  public record Known(
      String accessKey, UserId userId, boolean active, String description, Instant createdAt) {}

  public Issued create(UserId userId) {
    return create(userId, "");
  }

  public Issued create(UserId userId, String description) {
    Names.checkDescription(description);
    User user = directory.account(userId).user();
    return directory.change(
        handle -> {
          Issued issued = create(handle, user.id());
          describe(handle, issued.accessKey(), description);
          return issued;
        });
  }

  /** The keys of a user, oldest first. */
  public List<Known> of(UserId userId) {
    return directory.entries().accessKeys().values().stream()
        .map(Entries.AccessKey::known)
        .filter(known -> known.userId().equals(userId))
        .sorted(Comparator.comparing(Known::createdAt).thenComparing(Known::accessKey))
        .toList();
  }

  public Optional<Known> find(String accessKey) {
    return Optional.ofNullable(directory.entries().accessKeys().get(accessKey))
        .map(Entries.AccessKey::known);
  }

  /** Takes effect at once, as a deletion does. */
  public void update(String accessKey, boolean active, String description) {
    Names.checkDescription(description);
    directory.change(
        handle -> {
          describe(handle, accessKey, description);
          return handle.execute(
              "UPDATE iam_access_key SET active = ? WHERE access_key = ?",
              active ? 1 : 0,
              accessKey);
        });
  }

  private static void describe(Handle handle, String accessKey, String description) {
    handle.execute(
        "UPDATE iam_access_key SET description = ? WHERE access_key = ?", description, accessKey);
  }

  /** Takes effect at once: the next request signed with the key is refused. */
  public void delete(String accessKey) {
    directory.change(
        handle -> handle.execute("DELETE FROM iam_access_key WHERE access_key = ?", accessKey));
  }

  public Issued create(Handle handle, UserId userId) {
    var issued =
        new Issued(identifiers.accessKey(), identifiers.secretKey(), userId, clock.instant());
    try (var secret = SecretBytes.absorb(issued.secretKey().getBytes(UTF_8))) {
      handle.execute(
          "INSERT INTO iam_access_key (access_key, user_id, sealed_secret, active, created_at)"
              + " VALUES (?, ?, ?, 1, ?)",
          issued.accessKey(),
          userId,
          seal.seal(place(issued.accessKey()), secret),
          issued.createdAt());
    }
    return issued;
  }

  public static String place(String accessKey) {
    return "access key " + accessKey;
  }
}
