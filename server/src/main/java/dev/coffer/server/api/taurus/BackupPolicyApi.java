package dev.coffer.server.api.taurus;

import dev.coffer.server.backup.AutomaticBackups;
import dev.coffer.server.backup.BackupPolicy;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When an instance is backed up without an order: show and change. */
public final class BackupPolicyApi {
  private static final String PATH = "/v3/{project_id}/instances/{instance_id}/backups/policy";
  private static final Pattern WINDOW = Pattern.compile("(\\d\\d):00-(\\d\\d):00");
  private static final Pattern DAYS = Pattern.compile("[1-7](,[1-7]){0,6}");
  private static final int LONGEST = 732;

  private final Instances instances;
  private final AutomaticBackups automatic;

  public BackupPolicyApi(Instances instances, AutomaticBackups automatic) {
    this.instances = instances;
    this.automatic = automatic;
  }

  public List<Operation<?>> operations() {
    return List.of(
        Shapes.readOfInstances("ShowGaussMySqlBackupPolicy", PATH, this::show),
        new Operation<>(
            Service.TAURUS,
            "UpdateGaussMySqlBackupPolicy",
            Operation.Method.PUT,
            PathTemplate.of(PATH + "/update"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("instance:modifyBackupPolicy", "instance")),
            Operation.Body.required(Request.class),
            200,
            this::update));
  }

  record Request(@Nullable Wanted backupPolicy) {}

  record Wanted(
      @Nullable String startTime,
      @Nullable Integer keepDays,
      @Nullable String period,
      @Nullable Integer retentionNumBackupLevel1) {}

  record ShowResponse(Shown backupPolicy) {}

  record Shown(int keepDays, String startTime, String period) {}

  record UpdateResponse(String status, InstanceId instanceId, String instanceName) {}

  private Reply show(Call<Operation.Nothing> call) {
    DatabaseInstance instance = instances.require(call.projectId(), Shapes.instanceId(call));
    Shown shown =
        automatic
            .find(instance.id())
            .map(policy -> new Shown(policy.keepDays(), policy.windowText(), policy.daysText()))
            .orElseGet(() -> new Shown(0, InstanceView.NO_BACKUPS.startTime(), ""));
    return Reply.of(new ShowResponse(shown));
  }

  /** No days end the policy: an extension, as the vendor's cannot be ended. */
  private Reply update(Call<Request> call) {
    Inputs inputs = call.inputs();
    InstanceId instanceId = Shapes.instanceId(call);
    Wanted wanted = inputs.present("backup_policy", call.body().backupPolicy());
    int hour =
        startHour(
            inputs,
            "backup_policy.start_time",
            inputs.present("backup_policy.start_time", wanted.startTime()));
    String period = inputs.present("backup_policy.period", wanted.period());
    inputs.matching("backup_policy.period", DAYS, period);
    String field = "backup_policy.keep_days";
    int keepDays = inputs.within(field, inputs.present(field, wanted.keepDays()), 0, LONGEST);
    if (wanted.retentionNumBackupLevel1() != null && wanted.retentionNumBackupLevel1() != 0) {
      throw new Refusal(
          Failure.DBS_280204,
          "backup_policy.retention_num_backup_level1 (level-1 backups)",
          Reason.UNSUPPORTED);
    }
    DatabaseInstance instance = instances.require(call.projectId(), instanceId);
    if (keepDays == 0) {
      automatic.end(instance);
    } else {
      automatic.set(instance, new BackupPolicy(hour, BackupPolicy.days(period), keepDays));
    }
    return Reply.of(new UpdateResponse("COMPLETED", instance.id(), instance.name()));
  }

  /** The hour at which a window of one full hour begins, such as {@code 23:00-00:00}. */
  static int startHour(Inputs inputs, String field, String window) {
    var matcher = WINDOW.matcher(window);
    if (!matcher.matches()) {
      throw inputs.refusal(field, Reason.WRONG_FORM);
    }
    int start = Integer.parseInt(matcher.group(1));
    if (start > 23 || Integer.parseInt(matcher.group(2)) != (start + 1) % 24) {
      throw inputs.refusal(field, Reason.OUT_OF_RANGE);
    }
    return start;
  }

  /** What an order says of backups, in days and a window; the vendor keeps seven days unasked. */
  static Optional<BackupPolicy> ordered(
      Inputs inputs, InstanceOrder.@Nullable BackupStrategy strategy) {
    if (strategy == null) {
      return Optional.empty();
    }
    String field = "backup_strategy.keep_days";
    String days = Optional.ofNullable(strategy.keepDays()).orElse("7");
    int keepDays = inputs.number(field, days, 0, LONGEST);
    if (keepDays == 0) {
      return Optional.empty();
    }
    String window = inputs.present("backup_strategy.start_time", strategy.startTime());
    int hour = startHour(inputs, "backup_strategy.start_time", window);
    return Optional.of(BackupPolicy.daily(hour, keepDays));
  }
}
