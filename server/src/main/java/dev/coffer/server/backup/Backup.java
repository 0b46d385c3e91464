package dev.coffer.server.backup;

import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.InstanceId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jdbi.v3.core.mapper.reflect.ColumnName;

/**
 * One backup, as it stood when it was read.
 *
 * @param automatic whether its instance's policy took it
 * @param plainBytes the engine's stream before compression and encryption; 0 until it is complete
 * @param storedBytes what lies in the store; 0 until it is complete
 * @param digest SHA-256 of the engine's stream, hexadecimal
 * @param seal how it is encrypted; empty for a backup in the clear
 * @param check the last time it was read to its end and verified
 */
public record Backup(
    BackupId id,
    ProjectId projectId,
    InstanceId instanceId,
    String instanceName,
    String name,
    String description,
    boolean automatic,
    Status status,
    Optional<String> failure,
    String engineVersion,
    String datastoreVersion,
    Instant beganAt,
    Optional<Instant> endedAt,
    long plainBytes,
    long storedBytes,
    Optional<String> digest,
    @Nested Optional<Seal> seal,
    @Nested Optional<Check> check) {

  /** The vendor's words. Only a completed backup can be restored. */
  public enum Status {
    BUILDING,
    COMPLETED,
    FAILED,
    /** Being deleted; no answer shows it. */
    DELETING
  }

  /**
   * How a backup is encrypted.
   *
   * @param wrappedKeys how many wrappings of its data key the envelope holds
   */
  public record Seal(
      @PropagateNull String suite, KeyId keyId, String keyVersion, int wrappedKeys) {}

  /** A check; without a failure it found the backup whole. */
  public record Check(
      @ColumnName("checked_at") @PropagateNull Instant at,
      @ColumnName("check_failure") Optional<String> failure) {}
}
