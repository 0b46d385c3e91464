package dev.coffer.server.api.taurus;

import dev.coffer.server.backup.AutomaticBackups;
import dev.coffer.server.content.InstanceContents;
import dev.coffer.server.instance.InstanceTags;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.wire.Operation;
import java.util.List;
import java.util.stream.Stream;

/** The operations on what an instance has: tags, a policy for backups, databases and accounts. */
public final class InstanceOperations {
  private InstanceOperations() {}

  public static List<Operation<?>> of(
      Instances instances,
      InstanceTags tags,
      InstanceContents contents,
      AutomaticBackups automatic) {
    return Stream.of(
            new InstanceTagApi(instances, tags).operations(),
            new BackupPolicyApi(instances, automatic).operations(),
            new InstanceSwitchApi(instances).operations(),
            new DatabaseApi(contents).operations(),
            new DatabaseAccountApi(contents).operations(),
            new DatabasePrivilegeApi(contents).operations())
        .flatMap(List::stream)
        .toList();
  }
}
