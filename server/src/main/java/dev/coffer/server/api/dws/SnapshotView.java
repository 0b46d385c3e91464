package dev.coffer.server.api.dws;

import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.SnapshotId;
import dev.coffer.server.warehouse.Cluster;
import dev.coffer.server.warehouse.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What DWS tells of a snapshot, in the lists and in full.
 *
 * @param size what lies in the store, in GB of 2^30 bytes
 * @param bakKeepDay 0 for one that is kept until it is deleted
 * @param failureReason an extension: why it is not available
 * @param masterKeyId an extension: the key it is encrypted under
 * @param omitted an extension: unlogged tables and sequences, which a restored cluster has empty
 */
record SnapshotView(
    SnapshotId id,
    String name,
    String description,
    String started,
    Optional<String> finished,
    Optional<String> updated,
    double size,
    String status,
    String type,
    ClusterId clusterId,
    String clusterName,
    Datastore datastore,
    String bakExpectedStartTime,
    int bakKeepDay,
    String bakPeriod,
    String dbUser,
    String progress,
    boolean supportInplaceRestore,
    boolean fineGrainedBackup,
    String backupLevel,
    String guestAgentVersion,
    Optional<String> failureReason,
    Optional<KeyId> masterKeyId,
    List<String> omitted) {
  private static final double GIGABYTE = 1 << 30;

  record Datastore(String type, String version) {}

  static SnapshotView of(Snapshot snapshot, OptionalInt progress) {
    var source = snapshot.source();
    return new SnapshotView(
        snapshot.id(),
        snapshot.name(),
        snapshot.description(),
        Shapes.time(snapshot.beganAt()),
        snapshot.endedAt().map(Shapes::time),
        snapshot.endedAt().map(Shapes::time),
        snapshot.storedBytes() / GIGABYTE,
        snapshot.status().name(),
        "MANUAL",
        source.clusterId(),
        source.clusterName(),
        new Datastore("dws", source.details().datastoreVersion()),
        "",
        0,
        "",
        source.administrator(),
        progress.orElse(snapshot.status() == Snapshot.Status.AVAILABLE ? 100 : 0) + "%",
        false,
        false,
        "cluster",
        Cluster.GUEST_AGENT,
        snapshot.failure(),
        snapshot.seal().map(Snapshot.Seal::masterKeyId),
        snapshot.omitted());
  }
}
