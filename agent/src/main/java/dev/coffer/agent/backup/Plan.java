package dev.coffer.agent.backup;

import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.Id;
import dev.coffer.agent.Sealing;
import dev.coffer.crypto.envelope.v1.Compression;
import java.util.Optional;

/** Under which id a backup of which instance is stored, and in which form. */
public record Plan(
    String backupId, String instanceId, Compression compression, Optional<Sealing> sealing) {
  public Plan {
    Id.require(backupId);
    Id.require(instanceId);
  }

  public static Plan of(BackupRequest request) {
    return new Plan(
        request.backupId(), request.instanceId(), request.compression(), request.sealing());
  }
}
