package dev.coffer.server.api.taurus;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.backup.AutomaticBackups;
import dev.coffer.server.backup.BackupPolicy;
import dev.coffer.server.backup.Restores;
import dev.coffer.server.id.JobId;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.FileProtection;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.InstanceState;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.instance.NewInstance;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Query;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Instances: order, list, show, restart, delete. */
public final class InstanceApi {
  private final Instances instances;
  private final Restores restores;
  private final AutomaticBackups automatic;

  public InstanceApi(Instances instances, Restores restores, AutomaticBackups automatic) {
    this.instances = instances;
    this.restores = restores;
    this.automatic = automatic;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.TAURUS,
            "CreateGaussMySqlInstance",
            Operation.Method.POST,
            PathTemplate.of("/v3/{project_id}/instances"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("instance:create", "instance")),
            Operation.Body.required(InstanceOrder.class),
            201,
            this::create),
        Shapes.readOfInstances(
            "ListGaussMySqlInstances",
            "/v3/{project_id}/instances",
            call -> list(call, InstanceState::word)),
        Shapes.readOfInstances(
            "ListGaussMySqlInstancesUnifyStatus",
            "/v3.1/{project_id}/instances",
            call -> list(call, InstanceState::unifiedWord)),
        Shapes.readOfInstances(
            "ShowGaussMySqlInstanceInfo",
            "/v3/{project_id}/instances/{instance_id}",
            call -> show(call, InstanceState::word, Optional.empty())),
        Shapes.readOfInstances(
            "ShowGaussMySqlInstanceInfoUnifyStatus",
            "/v3.1/{project_id}/instances/{instance_id}",
            call ->
                show(
                    call,
                    InstanceState::unifiedWord,
                    Optional.of(tdeInfo(Shapes.instanceId(call))))),
        new Operation<>(
            Service.TAURUS,
            "RestartGaussMySqlInstance",
            Operation.Method.POST,
            PathTemplate.of("/v3/{project_id}/instances/{instance_id}/restart"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("instance:restart", "instance")),
            Operation.Body.optional(RestartRequest.class),
            202,
            this::restart),
        new Operation<>(
            Service.TAURUS,
            "DeleteGaussMySqlInstance",
            Operation.Method.DELETE,
            PathTemplate.of("/v3/{project_id}/instances/{instance_id}"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("instance:delete", "instance")),
            Operation.Body.none(),
            202,
            this::delete));
  }

  record CreateResponse(InstanceView.Ordered instance, JobId jobId) {}

  private Reply create(Call<InstanceOrder> call) {
    Inputs inputs = call.inputs();
    InstanceOrder request = call.body();
    String name = request.validName(inputs);
    var details = request.validDetails(inputs);
    Optional<InstanceOrder.Origin> origin = request.validOrigin(inputs);
    Optional<BackupPolicy> backups = BackupPolicyApi.ordered(inputs, request.backupStrategy());
    try (SecretBytes password = request.validPassword(inputs).bytes()) {
      var owner =
          new MasterKey.Owner(
              call.projectId(), call.caller().domainId(), details.enterpriseProjectId());
      FileProtection files = request.validFileProtection(inputs, owner, origin);
      NewInstance.More more =
          (handle, made) -> backups.ifPresent(policy -> automatic.set(handle, made, policy));
      var order = new NewInstance(call.projectId(), name, password, details, files, more);
      Instances.Ordered ordered =
          origin.isPresent()
              ? restores.toNew(order, origin.get().sourceInstanceId(), origin.get().backupId())
              : instances.create(order);
      return Reply.of(
          new CreateResponse(
              InstanceView.ordered(ordered.instance(), InstanceView.BackupStrategy.of(backups)),
              ordered.job().id()));
    }
  }

  record ListResponse(List<InstanceView.Listed> instances, int totalCount) {}

  private Reply list(Call<Operation.Nothing> call, Function<InstanceState, String> words) {
    Inputs inputs = call.inputs();
    int offset = inputs.number(call.query(), "offset", 0, Integer.MAX_VALUE, 0);
    int limit = inputs.number(call.query(), "limit", 1, 100, 100);
    List<DatabaseInstance> found =
        instances.list(call.projectId()).stream().filter(filter(call.query())).toList();
    List<InstanceView.Listed> page =
        found.stream()
            .skip(offset)
            .limit(limit)
            .map(instance -> InstanceView.listed(instance, words, strategy(instance)))
            .toList();
    return Reply.of(new ListResponse(page, found.size()));
  }

  private InstanceView.BackupStrategy strategy(DatabaseInstance instance) {
    return InstanceView.BackupStrategy.of(automatic.find(instance.id()));
  }

  private static Predicate<DatabaseInstance> filter(Query query) {
    return matching(query, "id", instance -> instance.id().value())
        .and(matching(query, "name", DatabaseInstance::name))
        .and(matching(query, "type", instance -> instance.details().mode()))
        .and(matching(query, "datastore_type", _ -> "gaussdb-mysql"))
        .and(matching(query, "vpc_id", instance -> instance.details().vpcId()))
        .and(matching(query, "subnet_id", instance -> instance.details().subnetId()))
        .and(matching(query, "private_ip", DatabaseInstance::address))
        .and(matching(query, "readonly_private_ip", _ -> ""))
        .and(matching(query, "proxy_ip", _ -> ""))
        .and(instance -> query.get("tags").map(tags -> hasTags(instance, tags)).orElse(true));
  }

  // A value that begins with an asterisk matches what contains the rest of it.
  private static Predicate<DatabaseInstance> matching(
      Query query, String parameter, Function<DatabaseInstance, String> property) {
    Optional<String> wanted = query.get(parameter);
    return instance ->
        wanted
            .map(
                value ->
                    value.startsWith("*")
                        ? property.apply(instance).contains(value.substring(1))
                        : property.apply(instance).equalsIgnoreCase(value))
            .orElse(true);
  }

  /** Tags come as {@code key:value} or {@code key}, separated by commas; all have to be there. */
  private static boolean hasTags(DatabaseInstance instance, String tags) {
    for (String wanted : tags.split(",", -1)) {
      boolean there =
          instance.details().tags().stream()
              .anyMatch(
                  tag -> wanted.equals(tag.key() + ":" + tag.value()) || wanted.equals(tag.key()));
      if (!there) {
        return false;
      }
    }
    return true;
  }

  private InstanceView.TdeInfo tdeInfo(InstanceId instanceId) {
    Optional<String> cipher = instances.fileEncryption().cipher(instanceId).map(Enum::name);
    return new InstanceView.TdeInfo(cipher.isPresent(), cipher);
  }

  record ShowResponse(InstanceView.Shown instance) {}

  private Reply show(
      Call<Operation.Nothing> call,
      Function<InstanceState, String> words,
      Optional<InstanceView.TdeInfo> tdeInfo) {
    DatabaseInstance instance = instances.require(call.projectId(), Shapes.instanceId(call));
    return Reply.of(
        new ShowResponse(InstanceView.shown(instance, words, strategy(instance), tdeInfo)));
  }

  /** A restart; there are no maintenance windows here, so a delayed one happens at once. */
  record RestartRequest(@Nullable Boolean delay) {}

  private Reply restart(Call<RestartRequest> call) {
    return job(instances.restart(call.projectId(), Shapes.instanceId(call)));
  }

  private Reply delete(Call<Operation.Nothing> call) {
    return job(instances.delete(call.projectId(), Shapes.instanceId(call)));
  }

  private static Reply job(Job job) {
    return Reply.of(new Shapes.JobResponse(job.id()));
  }
}
