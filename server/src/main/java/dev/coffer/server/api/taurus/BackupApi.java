package dev.coffer.server.api.taurus;

import dev.coffer.server.backup.Backup;
import dev.coffer.server.backup.Backups;
import dev.coffer.server.backup.Restores;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.JobId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Query;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Backups: take, list, delete, restore over an existing instance. */
public final class BackupApi {
  private static final Pattern DESCRIPTION = Pattern.compile("[^>!<\"&'=]{0,256}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[XXX][X]", Locale.ROOT);
  private static final long MEBIBYTE = 1L << 20;

  private final Backups backups;
  private final Restores restores;

  public BackupApi(Backups backups, Restores restores) {
    this.backups = backups;
    this.restores = restores;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.TAURUS,
            "CreateGaussMySqlBackup",
            Operation.Method.POST,
            PathTemplate.of("/v3/{project_id}/backups/create"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("backup:create", "instance")),
            Operation.Body.required(CreateRequest.class),
            201,
            this::create),
        new Operation<>(
            Service.TAURUS,
            "ShowGaussMySqlBackupList",
            Operation.Method.GET,
            PathTemplate.of("/v3/{project_id}/backups"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.read("backup:list", "*")),
            Operation.Body.none(),
            200,
            this::list),
        new Operation<>(
            Service.TAURUS,
            "DeleteGaussMySqlBackup",
            Operation.Method.DELETE,
            PathTemplate.of("/v3/{project_id}/backups/{backup_id}"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("backup:delete", "*")),
            Operation.Body.none(),
            200,
            this::delete),
        new Operation<>(
            Service.TAURUS,
            "RestoreOldInstance",
            Operation.Method.POST,
            PathTemplate.of("/v3/{project_id}/instances/restore"),
            Operation.Admission.CALLER,
            Optional.of(
                new Operation.Action(
                    "gaussdbformysql:instance:restoreInPlace",
                    Operation.Action.Level.PERMISSION,
                    "instance")),
            Operation.Body.optional(RestoreRequest.class),
            202,
            this::restore));
  }

  record CreateRequest(
      @Nullable String instanceId, @Nullable String name, @Nullable String description)
      implements InstanceTarget.Named {
    @Override
    public Stream<@Nullable String> instances() {
      return Stream.of(instanceId);
    }
  }

  record CreateResponse(Begun backup, JobId jobId) {}

  record Begun(
      BackupId id,
      String name,
      String description,
      String beginTime,
      String status,
      String type,
      InstanceId instanceId) {}

  private Reply create(Call<CreateRequest> call) {
    Inputs inputs = call.inputs();
    CreateRequest request = call.body();
    InstanceId instanceId =
        Shapes.instanceId(
            inputs, "instance_id", inputs.present("instance_id", request.instanceId()));
    String name = inputs.present("name", request.name());
    inputs.matching(Failure.DBS_280277, "name", Shapes.NAME, name);
    String description = Optional.ofNullable(request.description()).orElse("");
    inputs.matching(Failure.DBS_280127, "description", DESCRIPTION, description);

    Backups.Begun begun = backups.create(call.projectId(), instanceId, name, description);
    Backup backup = begun.backup();
    return Reply.of(
        new CreateResponse(
            new Begun(
                backup.id(),
                backup.name(),
                backup.description(),
                Shapes.time(backup.beganAt()),
                backup.status().name(),
                type(backup),
                backup.instanceId()),
            begun.job().id()));
  }

  record ListResponse(List<Listed> backups, long totalCount) {}

  /**
   * A backup in the list.
   *
   * @param takeUpTime minutes
   * @param size mebibytes of the engine's data
   */
  record Listed(
      BackupId id,
      String name,
      String description,
      String beginTime,
      Optional<String> endTime,
      String status,
      Optional<Integer> takeUpTime,
      String type,
      long size,
      Datastore datastore,
      InstanceId instanceId,
      String instanceName,
      Encryption encryption,
      Optional<String> failReason) {}

  record Datastore(String type, String version) {}

  /** An extension: whether a backup is encrypted and under which key, in short. */
  record Encryption(
      boolean encrypted,
      Optional<String> suite,
      Optional<KeyId> kmsKeyId,
      Optional<String> keyVersion) {}

  private enum Type {
    AUTO,
    MANUAL
  }

  private static Type typeOf(Backup backup) {
    return backup.automatic() ? Type.AUTO : Type.MANUAL;
  }

  private static String type(Backup backup) {
    return typeOf(backup).name().toLowerCase(Locale.ROOT);
  }

  private Reply list(Call<Operation.Nothing> call) {
    Inputs inputs = call.inputs();
    Query query = call.query();
    int offset = inputs.number(query, "offset", 0, Integer.MAX_VALUE, 0);
    int limit = inputs.number(query, "limit", 1, 100, 100);
    List<Backup> found =
        backups.list(call.projectId()).stream().filter(filter(inputs, query)).toList();
    List<Listed> page = found.stream().skip(offset).limit(limit).map(BackupApi::listed).toList();
    return Reply.of(new ListResponse(page, found.size()));
  }

  private static Predicate<Backup> filter(Inputs inputs, Query query) {
    Optional<InstanceId> instanceId =
        query.get("instance_id").map(id -> Shapes.instanceId(inputs, "instance_id", id));
    Optional<BackupId> backupId =
        query.get("backup_id").map(id -> Shapes.backupId(inputs, "backup_id", id));
    Optional<Type> type =
        query.get("backup_type").map(text -> inputs.oneOf("backup_type", Type.class, text));
    Optional<Instant> begin = query.get("begin_time").map(text -> time(inputs, "begin_time", text));
    Optional<Instant> end = query.get("end_time").map(text -> time(inputs, "end_time", text));
    Optional<String> name = query.get("name");
    Optional<String> instanceName = query.get("instance_name");
    return backup ->
        type.map(wanted -> wanted == typeOf(backup)).orElse(true)
            && instanceId.map(backup.instanceId()::equals).orElse(true)
            && backupId.map(backup.id()::equals).orElse(true)
            && begin.map(at -> !backup.beganAt().isBefore(at)).orElse(true)
            && end.map(at -> !backup.beganAt().isAfter(at)).orElse(true)
            && name.map(backup.name()::contains).orElse(true)
            && instanceName.map(backup.instanceName()::contains).orElse(true);
  }

  // A plus sign in a query stands for a blank, and clients send the zone's plus sign unescaped.
  private static Instant time(Inputs inputs, String field, String text) {
    try {
      return OffsetDateTime.parse(text.replace(' ', '+'), TIME).toInstant();
    } catch (DateTimeParseException e) {
      throw inputs.refusal(field, Reason.WRONG_FORM);
    }
  }

  private static Listed listed(Backup backup) {
    return new Listed(
        backup.id(),
        backup.name(),
        backup.description(),
        Shapes.time(backup.beganAt()),
        backup.endedAt().map(Shapes::time),
        backup.status().name(),
        backup
            .endedAt()
            .map(
                end -> Math.ceilDiv((int) Duration.between(backup.beganAt(), end).toSeconds(), 60)),
        type(backup),
        Math.ceilDiv(backup.plainBytes(), MEBIBYTE),
        new Datastore("gaussdb-mysql", backup.datastoreVersion()),
        backup.instanceId(),
        backup.instanceName(),
        new Encryption(
            backup.seal().isPresent(),
            backup.seal().map(Backup.Seal::suite),
            backup.seal().map(Backup.Seal::keyId),
            backup.seal().map(Backup.Seal::keyVersion)),
        backup.failure());
  }

  record DeleteResponse(BackupId backupId, String backupName) {}

  private Reply delete(Call<Operation.Nothing> call) {
    Backup backup = backups.delete(call.projectId(), Shapes.backupId(call));
    return Reply.of(new DeleteResponse(backup.id(), backup.name()));
  }

  record RestoreRequest(
      @Nullable String sourceInstanceId,
      @Nullable String targetInstanceId,
      @Nullable String type,
      @Nullable String backupId,
      @Nullable Long restoreTime)
      implements InstanceTarget.Named {
    @Override
    public Stream<@Nullable String> instances() {
      return Stream.of(sourceInstanceId, targetInstanceId);
    }
  }

  private enum RestoreType {
    BACKUP,
    TIMESTAMP
  }

  private Reply restore(Call<RestoreRequest> call) {
    Inputs inputs = call.inputs();
    RestoreRequest request = call.body();
    InstanceId source = instanceId(inputs, "source_instance_id", request.sourceInstanceId());
    InstanceId target = instanceId(inputs, "target_instance_id", request.targetInstanceId());
    RestoreType type =
        inputs.oneOf("type", RestoreType.class, inputs.present("type", request.type()));
    if (type == RestoreType.TIMESTAMP) {
      throw new Refusal(Failure.DBS_280204, "type timestamp", Reason.UNSUPPORTED);
    }
    BackupId backupId =
        Shapes.backupId(inputs, "backup_id", inputs.present("backup_id", request.backupId()));
    Job job = restores.inPlace(call.projectId(), source, target, backupId);
    return Reply.of(new Shapes.JobResponse(job.id()));
  }

  private static InstanceId instanceId(Inputs inputs, String field, @Nullable String value) {
    return Shapes.instanceId(inputs, field, inputs.present(field, value));
  }
}
