package dev.coffer.agent;

import dev.coffer.crypto.envelope.v1.Compression;
import java.util.Optional;

/** A backup to take: of which instance, from which engine, and whether it is sealed. */
public record BackupRequest(
    String backupId,
    String instanceId,
    Engine engine,
    Compression compression,
    Optional<Sealing> sealing) {
  public BackupRequest {
    Id.require(backupId);
    Id.require(instanceId);
  }
}
