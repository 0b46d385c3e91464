package dev.coffer.server.kms.masterkey;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.ring.RingStorage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Rotation of symmetric keys. The ring itself says when a key was rotated and how often, so a crash
 * at any instant neither loses a rotation nor counts one that did not happen; every version goes on
 * to unwrap what it wrapped.
 */
public final class Rotations {
  private static final int LEAST_DAYS = 30;
  private static final int MOST_DAYS = 365;

  private final KeyTables tables;
  private final MasterKeys masterKeys;
  private final RingStorage vault;
  private final InstantSource clock;

  public Rotations(
      KeyTables tables, MasterKeys masterKeys, RingStorage vault, InstantSource clock) {
    this.tables = tables;
    this.masterKeys = masterKeys;
    this.vault = vault;
    this.clock = clock;
  }

  /**
   * How a key rotates.
   *
   * @param days empty where it does not rotate by itself
   */
  public record Status(Optional<Integer> days, Optional<Instant> last, int count) {}

  /** Rotates the key every 365 days from now on. */
  public void enable(ProjectId projectId, KeyReference reference) {
    MasterKey key = rotatable(projectId, reference);
    if (key.rotation().isPresent()) {
      throw new Refusal(Failure.KMS_0308, "key rotation", Reason.ENABLED);
    }
    set(key, Optional.of(new MasterKey.Rotation(now(), MOST_DAYS)));
  }

  public void disable(ProjectId projectId, KeyReference reference) {
    MasterKey key = rotating(projectId, reference);
    set(key, Optional.empty());
  }

  /** Makes the next version at once, whether the key rotates by itself or not. */
  public void rotate(ProjectId projectId, KeyReference reference) {
    MasterKey key = MasterKeys.usable(rotatable(projectId, reference));
    vault.ring().rotate(key.keyId(), now());
  }

  /** The time that has passed since the last rotation counts. */
  public void setInterval(ProjectId projectId, KeyReference reference, int days) {
    if (days < LEAST_DAYS || days > MOST_DAYS) {
      throw Refusal.outside(Failure.KMS_0308, "rotation_interval", LEAST_DAYS, MOST_DAYS);
    }
    MasterKey key = rotating(projectId, reference);
    set(key, key.rotation().map(rotation -> new MasterKey.Rotation(rotation.since(), days)));
  }

  public Status status(ProjectId projectId, KeyReference reference) {
    MasterKey key = rotatable(projectId, reference);
    List<Instant> versions = vault.ring().versions(key.keyId());
    return new Status(
        key.rotation().map(MasterKey.Rotation::days),
        versions.size() > 1 ? Optional.of(versions.getLast()) : Optional.empty(),
        Math.max(0, versions.size() - 1));
  }

  /** Rotates every key whose day has come and tells how many; for the scheduler. */
  public int rotateDue() {
    List<MasterKey> due =
        tables.read(handle -> new KeyRows(handle).rotating()).stream()
            .filter(key -> key.rotation().map(rotation -> isDue(key, rotation)).orElse(false))
            .toList();
    due.forEach(key -> vault.ring().rotate(key.keyId(), now()));
    return due.size();
  }

  private boolean isDue(MasterKey key, MasterKey.Rotation rotation) {
    Instant last = vault.ring().versions(key.keyId()).getLast();
    Instant from = last.isAfter(rotation.since()) ? last : rotation.since();
    return !from.plus(Duration.ofDays(rotation.days())).isAfter(clock.instant());
  }

  private MasterKey rotating(ProjectId projectId, KeyReference reference) {
    MasterKey key = rotatable(projectId, reference);
    if (key.rotation().isEmpty()) {
      throw new Refusal(Failure.KMS_0313);
    }
    return key;
  }

  private MasterKey rotatable(ProjectId projectId, KeyReference reference) {
    MasterKey key = masterKeys.describe(projectId, reference);
    MasterKeys.refuseDefault(key);
    switch (key.origin()) {
      case EXTERNAL -> throw new Refusal(Failure.KMS_0312);
      case KMS -> key.spec().symmetric();
    }
    return key;
  }

  private void set(MasterKey key, Optional<MasterKey.Rotation> rotation) {
    MasterKeys.usable(key);
    tables.run(handle -> new KeyRows(handle).setRotation(key.keyId(), rotation));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
