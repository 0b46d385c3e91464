package dev.coffer.server.kms;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * The master keys of every project and their life: enabled, disabled, scheduled for deletion, gone.
 * A key of another project is answered like one that does not exist. A key that is made is in the
 * key ring before the database knows it; one that is deleted leaves the database's list before the
 * ring, so a crash in between leaves nothing listed that cannot be used.
 */
public final class MasterKeys {
  private static final int FEWEST_DAYS = 7;
  private static final int MOST_DAYS = 1096;

  private final Jdbi jdbi;
  private final KeyVault vault;
  private final InstantSource clock;

  MasterKeys(Jdbi jdbi, KeyVault vault, InstantSource clock) {
    this.jdbi = jdbi;
    this.vault = vault;
    this.clock = clock;
  }

  public MasterKey create(NewKey wanted) {
    var key =
        new MasterKey(
            UUID.randomUUID().toString(),
            wanted.owner(),
            wanted.alias(),
            wanted.description(),
            wanted.spec(),
            KeyState.ENABLED,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            Optional.empty());
    jdbi.useTransaction(
        handle -> {
          if (!new KeyRows(handle).insert(key)) {
            throw new Refusal(Failure.KMS_1104, "key_alias", Reason.EXISTS);
          }
          vault.add(key.keyId(), key.spec(), key.createdAt());
        });
    return key;
  }

  /** The key that an id or {@code alias/<name>} names. */
  public MasterKey describe(String projectId, String reference) {
    KeyReference parsed = KeyReference.parse(reference);
    return jdbi.withHandle(handle -> new KeyRows(handle).find(projectId, parsed))
        .orElseThrow(() -> missing());
  }

  public KeyQuery.Page list(KeyQuery query) {
    return jdbi.inTransaction(handle -> new KeyRows(handle).list(query));
  }

  public Usability usability(String projectId, String keyId) {
    return jdbi.withHandle(
            handle -> new KeyRows(handle).find(projectId, new KeyReference.ById(keyId)))
        .map(MasterKeys::usability)
        .orElseGet(Usability.Missing::new);
  }

  public MasterKey enable(String projectId, String reference) {
    return move(
        projectId,
        reference,
        new Move(Set.of(KeyState.DISABLED), KeyState.ENABLED, Failure.KMS_1201));
  }

  public MasterKey disable(String projectId, String reference) {
    return move(
        projectId,
        reference,
        new Move(Set.of(KeyState.ENABLED), KeyState.DISABLED, Failure.KMS_1301));
  }

  /** The key is gone after so many days, unless it is called back before. */
  public MasterKey scheduleDeletion(String projectId, String reference, int days) {
    if (days < FEWEST_DAYS || days > MOST_DAYS) {
      throw new Refusal(Failure.KMS_1401, "pending_days", Reason.OUT_OF_RANGE);
    }
    return move(
        projectId,
        reference,
        new Move(
            Set.of(KeyState.ENABLED, KeyState.DISABLED),
            KeyState.PENDING_DELETION,
            Failure.KMS_1402),
        Optional.of(clock.instant().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.MILLIS)));
  }

  /** Leaves the key disabled, as the vendor does: using it again takes a second decision. */
  public MasterKey cancelDeletion(String projectId, String reference) {
    return move(
        projectId,
        reference,
        new Move(Set.of(KeyState.PENDING_DELETION), KeyState.DISABLED, Failure.KMS_1501));
  }

  /** Removes the material of every key whose day has come; for the scheduler to call. */
  public int deleteDue() {
    Set<String> deleted =
        jdbi.inTransaction(
            handle -> {
              var rows = new KeyRows(handle);
              rows.markDeleted(clock.instant());
              return rows.deleted();
            });
    List<String> left = new ArrayList<>(vault.keyIds());
    left.retainAll(deleted);
    if (!left.isEmpty()) {
      vault.remove(left);
    }
    return left.size();
  }

  /** Refuses a ring that lacks a key the database counts on. */
  void checkRing() {
    Set<String> known = jdbi.withHandle(handle -> new KeyRows(handle).living());
    List<String> lacking = known.stream().filter(id -> !vault.keyIds().contains(id)).toList();
    if (!lacking.isEmpty()) {
      throw new UnusableKeyRing(UnusableKeyRing.Fault.MATERIAL_MISSING, lacking.toString());
    }
  }

  /** The key by its id alone, whichever project's it is; for what is done without a caller. */
  MasterKey owned(String keyId) {
    return jdbi.withHandle(handle -> new KeyRows(handle).find(keyId)).orElseThrow(() -> missing());
  }

  private record Move(Set<KeyState> from, KeyState to, Failure otherwise) {}

  private MasterKey move(String projectId, String reference, Move move) {
    return move(projectId, reference, move, Optional.empty());
  }

  private MasterKey move(
      String projectId, String reference, Move move, Optional<Instant> deletionAt) {
    MasterKey key = describe(projectId, reference);
    boolean moved =
        jdbi.withHandle(
            handle ->
                new KeyRows(handle).setState(key.keyId(), move.from(), move.to(), deletionAt));
    if (!moved) {
      throw new Refusal(move.otherwise());
    }
    return describe(projectId, key.keyId());
  }

  private static Usability usability(MasterKey key) {
    return switch (key.state()) {
      case ENABLED -> new Usability.Usable(key);
      case DISABLED -> new Usability.Disabled(key);
      case PENDING_DELETION -> new Usability.PendingDeletion(key);
    };
  }

  private static Refusal missing() {
    return new Refusal(Failure.KMS_0207, "key_id", Reason.ABSENT);
  }
}
