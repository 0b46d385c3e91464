package dev.coffer.server.api.taurus;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.JobId;
import dev.coffer.server.instance.InstanceId;
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

/** The shapes of ids, names and times that several operations of TaurusDB share. */
final class Shapes {
  static final Pattern NAME = Pattern.compile("\\p{IsAlphabetic}[\\p{IsAlphabetic}0-9_-]{3,63}");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Shapes() {}

  /** What of a call that begins a job is known at once. */
  record JobResponse(JobId jobId) {}

  /** The instance id in the path. */
  static InstanceId instanceId(Call<?> call) {
    return instanceId(call.inputs(), "instance_id", call.path("instance_id"));
  }

  // The dashed form of an older page's wording is refused (docs/decisions/0003).
  static InstanceId instanceId(Inputs inputs, String field, String value) {
    return InstanceId.of(value)
        .orElseThrow(() -> new Refusal(Failure.DBS_280404, field, Reason.WRONG_FORM));
  }

  /** The backup id in the path. */
  static BackupId backupId(Call<?> call) {
    return backupId(call.inputs(), "backup_id", call.path("backup_id"));
  }

  static BackupId backupId(Inputs inputs, String field, String value) {
    return inputs.id(field, BackupId::of, value);
  }

  /** A time as the vendor writes it, such as {@code 2026-01-01T00:00:00+0000}. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static Operation.Action write(String name, String resource) {
    return new Operation.Action("gaussdbformysql:" + name, Operation.Action.Level.WRITE, resource);
  }

  static Operation.Action read(String name, String resource) {
    return new Operation.Action("gaussdbformysql:" + name, Operation.Action.Level.LIST, resource);
  }

  /** An operation that reads of instances, for callers who may list them. */
  static Operation<Operation.Nothing> readOfInstances(
      String name, String path, Operation.Handler<Operation.Nothing> handler) {
    return new Operation<>(
        Service.TAURUS,
        name,
        Operation.Method.GET,
        PathTemplate.of(path),
        Operation.Admission.CALLER,
        Optional.of(read("instance:list", "*")),
        Operation.Body.none(),
        200,
        handler);
  }
}
