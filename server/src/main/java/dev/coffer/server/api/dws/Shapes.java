package dev.coffer.server.api.dws;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.SnapshotId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Service;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The shapes of ids, names, times and rows that several operations of DWS share. */
final class Shapes {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{3,63}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Shapes() {}

  /** What of a call that begins a job is known at once. */
  record Begun(String jobId) {
    static Begun of(Job job) {
      return new Begun(Shapes.jobId(job));
    }
  }

  /** The cluster id in the path. */
  static ClusterId clusterId(Call<?> call) {
    return clusterId(call.inputs(), call.path("cluster_id"));
  }

  static ClusterId clusterId(Inputs inputs, String id) {
    return inputs.id("cluster_id", ClusterId::of, id);
  }

  /** The snapshot id in the path. */
  static SnapshotId snapshotId(Call<?> call) {
    return SnapshotId.of(call.path("snapshot_id"))
        .orElseThrow(() -> new Refusal(Failure.DWS_5149, "snapshot_id", Reason.WRONG_FORM));
  }

  static String clusterName(Inputs inputs, String name) {
    return inputs.matching(Failure.DWS_5001, "name", NAME, name);
  }

  /** The id of a job as DWS writes it: 32 hexadecimal digits. */
  static String jobId(Job job) {
    return job.id().value().replace("-", "");
  }

  /** A time as the vendor writes it, such as {@code 2026-01-01T00:00:00Z}. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static Operation<Operation.Nothing> read(
      String name, String path, String action, Operation.Handler<Operation.Nothing> handler) {
    return new Operation<>(
        Service.DWS,
        name,
        Operation.Method.GET,
        PathTemplate.of(path),
        Operation.Admission.CALLER,
        Optional.of(action("cluster", action, Operation.Action.Level.READ)),
        Operation.Body.none(),
        200,
        handler);
  }

  static Operation.Action write(String name) {
    return action("cluster", name, Operation.Action.Level.WRITE);
  }

  static Operation.Action action(String resource, String name, Operation.Action.Level level) {
    return new Operation.Action("dws:" + resource + ":" + name, level, resource);
  }
}
