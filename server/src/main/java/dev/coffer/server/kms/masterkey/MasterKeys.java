package dev.coffer.server.kms.masterkey;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.kms.ring.KeyUsage;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.UnusableKeyRing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The master keys of every project and their life: enabled, disabled, scheduled for deletion, gone.
 * A key of another project is answered like one that does not exist. A key that is made is in the
 * key ring before the database knows it; one that is deleted leaves the database's list before the
 * ring, so a crash in between leaves nothing listed that cannot be used.
 */
public final class MasterKeys {
  private static final int FEWEST_DAYS = 7;
  private static final int MOST_DAYS = 1096;

  /** The vendor's quota of a project's keys, without those that services made. */
  public static final int QUOTA = 100;

  private final KeyTables tables;
  private final RingStorage vault;
  private final InstantSource clock;

  public MasterKeys(KeyTables tables, RingStorage vault, InstantSource clock) {
    this.tables = tables;
    this.vault = vault;
    this.clock = clock;
  }

  public MasterKey create(NewKey wanted) {
    return create(KeyId.fresh(), wanted);
  }

  /**
   * A key under an id that the caller brings along, because it stands in configurations and
   * programs that were written for another KMS. Its material is new all the same.
   */
  public MasterKey create(KeyId keyId, NewKey wanted) {
    KeyState state =
        switch (wanted.origin()) {
          case KMS -> KeyState.ENABLED;
          case EXTERNAL -> KeyState.PENDING_IMPORT;
        };
    var key =
        new MasterKey(
            keyId,
            wanted.owner(),
            wanted.alias(),
            wanted.description(),
            wanted.spec(),
            wanted.usage().orElse(wanted.spec().usages().getFirst()),
            wanted.origin(),
            state,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    tables.run(
        handle -> {
          var rows = new KeyRows(handle);
          if (rows.count(key.owner().projectId()) >= QUOTA) {
            throw new Refusal(Failure.KMS_1105);
          }
          // A deleted key's id is never given out again: what is left of its backups names it.
          if (rows.isKnown(keyId)) {
            throw new Refusal(Failure.KMS_0205);
          }
          insert(handle, key);
        });
    return key;
  }

  /** The key that a service uses for a project whose owner chose none; made when first needed. */
  public MasterKey defaultKey(MasterKey.Owner owner, String service) {
    var reference = new KeyAlias(service + MasterKey.DEFAULT_KEY);
    return tables.change(
        handle -> {
          Optional<MasterKey> existing = new KeyRows(handle).find(owner.projectId(), reference);
          if (existing.isPresent()) {
            return existing.get();
          }
          var key =
              new MasterKey(
                  KeyId.fresh(),
                  owner,
                  reference.name(),
                  "",
                  KeySpec.AES_256,
                  KeyUsage.ENCRYPT_DECRYPT,
                  KeyOrigin.KMS,
                  KeyState.ENABLED,
                  clock.instant().truncatedTo(ChronoUnit.MILLIS),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty());
          insert(handle, key);
          return key;
        });
  }

  private void insert(Handle handle, MasterKey key) {
    var rows = new KeyRows(handle);
    if (rows.isTaken(key.owner().projectId(), key.alias()) || !rows.insert(key)) {
      throw new Refusal(Failure.KMS_1104, "key_alias", Reason.EXISTS);
    }
    switch (key.origin()) {
      case KMS -> vault.ring().add(key.keyId(), key.spec(), key.createdAt());
      case EXTERNAL -> vault.ring().addEmpty(key.keyId(), key.spec());
    }
  }

  /** The key of a project that a text names, if it names one. */
  public Optional<MasterKey> find(ProjectId projectId, KeyReference reference) {
    return tables.find(projectId, reference);
  }

  /** The key that an id or {@code alias/<name>} names. */
  public MasterKey describe(ProjectId projectId, KeyReference reference) {
    return tables.find(projectId, reference).orElseThrow(() -> missing());
  }

  /** The key that a user names: one of the user's project, or one granted for the operation. */
  public MasterKey describe(KeyUser user, KeyReference reference, KeyOperation operation) {
    return tables
        .find(user.projectId(), reference)
        .or(() -> tables.read(handle -> granted(handle, user, reference, operation)))
        .orElseThrow(() -> missing());
  }

  /** The same, and it has to be enabled. */
  public MasterKey usable(KeyUser user, KeyReference reference, KeyOperation operation) {
    return usable(describe(user, reference, operation));
  }

  private static Optional<MasterKey> granted(
      Handle handle, KeyUser user, KeyReference reference, KeyOperation operation) {
    return switch (reference) {
      case KeyId id when new GrantRows(handle).allows(id, user, operation) ->
          new KeyRows(handle).find(id);
      case KeyId _, KeyAlias _ -> Optional.empty();
    };
  }

  public static MasterKey usable(MasterKey key) {
    return switch (key.state()) {
      case ENABLED -> key;
      case DISABLED -> throw new Refusal(Failure.KMS_0209, key.keyId(), Reason.DISABLED);
      case PENDING_DELETION ->
          throw new Refusal(Failure.KMS_0210, key.keyId(), Reason.PENDING_DELETION);
      case PENDING_IMPORT ->
          throw new Refusal(Failure.KMS_0308, key.keyId(), Reason.PENDING_IMPORT);
    };
  }

  public KeyQuery.Page list(KeyQuery query) {
    return tables.change(handle -> new KeyRows(handle).list(query));
  }

  public KeyStatus usability(ProjectId projectId, KeyId keyId) {
    return tables
        .find(projectId, keyId)
        .map(MasterKeys::usability)
        .orElseGet(KeyStatus.Missing::new);
  }

  public MasterKey enable(ProjectId projectId, KeyReference reference) {
    return move(
        projectId,
        reference,
        new Move(Set.of(KeyState.DISABLED), KeyState.ENABLED, Failure.KMS_1201));
  }

  public MasterKey disable(ProjectId projectId, KeyReference reference) {
    return move(
        projectId,
        reference,
        new Move(Set.of(KeyState.ENABLED), KeyState.DISABLED, Failure.KMS_1301));
  }

  /** The key is gone after so many days, unless it is called back before. */
  public MasterKey scheduleDeletion(ProjectId projectId, KeyReference reference, int days) {
    if (days < FEWEST_DAYS || days > MOST_DAYS) {
      throw Refusal.outside(Failure.KMS_1401, "pending_days", FEWEST_DAYS, MOST_DAYS);
    }
    return move(
        projectId,
        reference,
        new Move(
            Set.of(KeyState.ENABLED, KeyState.DISABLED, KeyState.PENDING_IMPORT),
            KeyState.PENDING_DELETION,
            Failure.KMS_1402),
        Optional.of(clock.instant().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.MILLIS)));
  }

  /**
   * Leaves the key disabled, as the vendor does: using it again takes a second decision. One whose
   * material was taken away meanwhile waits for it.
   */
  public MasterKey cancelDeletion(ProjectId projectId, KeyReference reference) {
    MasterKey key = describe(projectId, reference);
    KeyState to =
        vault.ring().hasMaterial(key.keyId()) ? KeyState.DISABLED : KeyState.PENDING_IMPORT;
    return move(
        projectId, reference, new Move(Set.of(KeyState.PENDING_DELETION), to, Failure.KMS_1501));
  }

  /** Renames a key. */
  public MasterKey rename(ProjectId projectId, KeyReference reference, String alias) {
    NewKey.checkAlias(alias);
    return change(
        projectId,
        reference,
        (rows, key) -> {
          if (!key.alias().equals(alias) && rows.isTaken(projectId, alias)) {
            throw new Refusal(Failure.KMS_1104, "key_alias", Reason.EXISTS);
          }
          rows.setAlias(key.keyId(), alias);
        });
  }

  public MasterKey redescribe(ProjectId projectId, KeyReference reference, String description) {
    NewKey.checkDescription(description);
    return change(
        projectId, reference, (rows, key) -> rows.setDescription(key.keyId(), description));
  }

  /** How many keys of a project count against {@link #QUOTA}. */
  public int count(ProjectId projectId) {
    return tables.read(handle -> new KeyRows(handle).count(projectId));
  }

  private interface Change {
    void apply(KeyRows rows, MasterKey key);
  }

  private MasterKey change(ProjectId projectId, KeyReference reference, Change change) {
    return tables.change(
        handle -> {
          var rows = new KeyRows(handle);
          MasterKey key = rows.find(projectId, reference).orElseThrow(() -> missing());
          refuseDefault(key);
          if (key.state() == KeyState.PENDING_DELETION) {
            throw new Refusal(Failure.KMS_0210, key.keyId(), Reason.PENDING_DELETION);
          }
          change.apply(rows, key);
          return rows.find(key.keyId()).orElseThrow(() -> missing());
        });
  }

  static void refuseDefault(MasterKey key) {
    if (key.isDefault()) {
      throw new Refusal(Failure.KMS_0211);
    }
  }

  /** Removes the material of every key whose day has come; for the scheduler to call. */
  public int deleteDue() {
    Set<KeyId> deleted =
        tables.change(
            handle -> {
              var rows = new KeyRows(handle);
              rows.markDeleted(clock.instant());
              return rows.deleted();
            });
    List<KeyId> left = new ArrayList<>(vault.ring().keyIds());
    left.retainAll(deleted);
    if (!left.isEmpty()) {
      vault.ring().remove(left);
    }
    return left.size();
  }

  /** Refuses a ring that lacks a key the database counts on. */
  public void checkRing() {
    Set<KeyId> known = tables.read(handle -> new KeyRows(handle).living());
    List<KeyId> lacking = known.stream().filter(id -> !vault.ring().keyIds().contains(id)).toList();
    if (!lacking.isEmpty()) {
      throw new UnusableKeyRing(UnusableKeyRing.Fault.MATERIAL_MISSING, lacking.toString());
    }
  }

  /** The key by its id alone, whichever project's it is; for what is done without a caller. */
  public MasterKey owned(KeyId keyId) {
    return tables.read(handle -> new KeyRows(handle).find(keyId)).orElseThrow(() -> missing());
  }

  private record Move(Set<KeyState> from, KeyState to, Failure otherwise) {}

  private MasterKey move(ProjectId projectId, KeyReference reference, Move move) {
    return move(projectId, reference, move, Optional.empty());
  }

  private MasterKey move(
      ProjectId projectId, KeyReference reference, Move move, Optional<Instant> deletionAt) {
    MasterKey key = describe(projectId, reference);
    refuseDefault(key);
    if (!tables.change(
        handle -> new KeyRows(handle).setState(key.keyId(), move.from(), move.to(), deletionAt))) {
      throw new Refusal(move.otherwise());
    }
    return describe(projectId, key.keyId());
  }

  private static KeyStatus usability(MasterKey key) {
    return switch (key.state()) {
      case ENABLED -> new KeyStatus.Usable(key);
      case DISABLED -> new KeyStatus.Disabled(key);
      case PENDING_DELETION -> new KeyStatus.PendingDeletion(key);
      case PENDING_IMPORT -> new KeyStatus.PendingImport(key);
    };
  }

  static Refusal missing() {
    return new Refusal(Failure.KMS_0207, "key_id", Reason.ABSENT);
  }
}
