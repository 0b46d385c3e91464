package dev.coffer.server.api.taurus;

import static java.util.stream.Collectors.toMap;

import dev.coffer.server.api.kms.KeyResources;
import dev.coffer.server.backup.Backups;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.InstanceDetails;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets policies ask about the instance that a call names: in its path, in its body, or by a backup
 * that was taken of it; and about the key that it wants something encrypted under.
 */
public final class InstanceTarget {
  private static final String TYPE = "instance";

  private final Instances instances;
  private final Backups backups;
  private final KeyResources keys;

  public InstanceTarget(Instances instances, Backups backups, KeyResources keys) {
    this.instances = instances;
    this.backups = backups;
    this.keys = keys;
  }

  /** A body that names the instances it is about. */
  interface Named {
    Stream<@Nullable String> instances();
  }

  public <Q> Operation<Q> on(Operation<Q> operation) {
    String type = operation.action().map(Operation.Action::resourceType).orElse("*");
    return operation.about(call -> find(type, call));
  }

  private List<Resource> find(String type, Call<?> call) {
    var found = new ArrayList<Resource>();
    if (call.body() instanceof Resource.Ordering ordering) {
      found.add(new Resource(TYPE, "", ordering::ordered));
    }
    Stream.of(inPath(call), ofBackup(call), inBody(call))
        .flatMap(ids -> ids)
        .map(id -> instance(call.projectId(), id))
        .forEach(found::add);
    if (found.isEmpty()) {
      found.add(Resource.unnamed(type));
    }
    keys.toEncryptUnder(call).ifPresent(found::add);
    return List.copyOf(found);
  }

  private static Stream<String> inPath(Call<?> call) {
    return Stream.ofNullable(call.path().get("instance_id"));
  }

  private static Stream<String> inBody(Call<?> call) {
    return call.body() instanceof Named named
        ? named.instances().flatMap(Stream::ofNullable)
        : Stream.empty();
  }

  private Stream<String> ofBackup(Call<?> call) {
    String backupId = call.path().get("backup_id");
    return backupId == null
        ? Stream.empty()
        : BackupId.of(backupId)
            .flatMap(id -> backups.find(call.projectId(), id))
            .map(backup -> backup.instanceId().value())
            .stream();
  }

  private Resource instance(ProjectId projectId, String named) {
    return new Resource(
        TYPE,
        named,
        () ->
            InstanceId.of(named)
                .flatMap(id -> instances.find(projectId, id))
                .map(instance -> attributes(instance.details()))
                .orElse(Resource.Attributes.NONE));
  }

  private static Resource.Attributes attributes(InstanceDetails details) {
    return new Resource.Attributes(
        Optional.of(details.enterpriseProjectId()),
        details.tags().stream()
            .collect(
                toMap(InstanceDetails.Tag::key, InstanceDetails.Tag::value, (first, _) -> first)));
  }
}
