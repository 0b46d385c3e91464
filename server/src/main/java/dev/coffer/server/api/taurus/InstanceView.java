package dev.coffer.server.api.taurus;

import dev.coffer.server.backup.BackupPolicy;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.InstanceDetails;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.instance.InstanceState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What TaurusDB tells of an instance: in the answer to its order, in the list, and in full. */
final class InstanceView {
  private InstanceView() {}

  /**
   * The engine.
   *
   * @param kernelVersion what really runs
   */
  record Datastore(String type, String version, String kernelVersion) {}

  /** When an instance is backed up without an order. */
  record BackupStrategy(String startTime, String keepDays) {
    static BackupStrategy of(Optional<BackupPolicy> policy) {
      return policy
          .map(p -> new BackupStrategy(p.windowText(), Integer.toString(p.keepDays())))
          .orElse(NO_BACKUPS);
    }
  }

  static final BackupStrategy NO_BACKUPS = new BackupStrategy("00:00-00:00", "0");

  record ChargeInfo(String chargeMode) {}

  record Tag(String key, String value) {}

  record Ordered(
      InstanceId id,
      String name,
      String status,
      Datastore datastore,
      String mode,
      Optional<String> configurationId,
      String port,
      BackupStrategy backupStrategy,
      String enterpriseProjectId,
      String region,
      String availabilityZoneMode,
      Optional<String> masterAvailabilityZone,
      String vpcId,
      Optional<String> securityGroupId,
      String subnetId,
      String flavorRef,
      ChargeInfo chargeInfo) {}

  record Listed(
      InstanceId id,
      String name,
      String status,
      List<String> privateIps,
      List<String> proxyIps,
      List<String> readonlyPrivateIps,
      List<String> publicIps,
      String port,
      String type,
      String region,
      Datastore datastore,
      String created,
      String updated,
      String dbUserName,
      String vpcId,
      String subnetId,
      Optional<String> securityGroupId,
      String flavorRef,
      BackupStrategy backupStrategy,
      String enterpriseProjectId,
      String timeZone,
      ChargeInfo chargeInfo,
      Optional<String> dedicatedResourceId,
      List<Tag> tags) {}

  record Shown(
      InstanceId id,
      String name,
      ProjectId projectId,
      String status,
      String port,
      String type,
      ChargeInfo chargeInfo,
      int nodeCount,
      Datastore datastore,
      String created,
      String updated,
      List<String> privateWriteIps,
      List<String> privateDnsNames,
      String dbUserName,
      String vpcId,
      String subnetId,
      Optional<String> securityGroupId,
      Optional<String> configurationId,
      BackupStrategy backupStrategy,
      List<Node> nodes,
      String enterpriseProjectId,
      String timeZone,
      String azMode,
      Optional<String> masterAzCode,
      Optional<String> dedicatedResourceId,
      List<Tag> tags,
      Optional<TdeInfo> tdeInfo) {}

  record Node(
      String id,
      String name,
      String type,
      String status,
      int port,
      List<String> privateReadIps,
      String regionCode,
      String created,
      String updated,
      String flavorRef,
      boolean needRestart,
      int priority) {}

  record TdeInfo(boolean enableTde, Optional<String> encryptionType) {}

  static Ordered ordered(DatabaseInstance instance, BackupStrategy backups) {
    InstanceDetails details = instance.details();
    return new Ordered(
        instance.id(),
        instance.name(),
        instance.state().word(),
        datastore(instance),
        details.mode(),
        details.configurationId(),
        port(instance),
        backups,
        details.enterpriseProjectId(),
        details.region(),
        details.availabilityZoneMode(),
        details.masterAvailabilityZone(),
        details.vpcId(),
        details.securityGroupId(),
        details.subnetId(),
        details.flavorRef(),
        new ChargeInfo(details.chargeMode()));
  }

  static Listed listed(
      DatabaseInstance instance, Function<InstanceState, String> words, BackupStrategy backups) {
    InstanceDetails details = instance.details();
    return new Listed(
        instance.id(),
        instance.name(),
        words.apply(instance.state()),
        addresses(instance),
        List.of(),
        List.of(),
        List.of(),
        port(instance),
        details.mode(),
        details.region(),
        datastore(instance),
        Shapes.time(instance.createdAt()),
        Shapes.time(instance.updatedAt()),
        instance.administrator(),
        details.vpcId(),
        details.subnetId(),
        details.securityGroupId(),
        details.flavorRef(),
        backups,
        details.enterpriseProjectId(),
        details.timeZone(),
        new ChargeInfo(details.chargeMode()),
        details.dedicatedResourceId(),
        tags(details));
  }

  /** The whole of an instance; only v3.1 tells of data-file encryption. */
  static Shown shown(
      DatabaseInstance instance,
      Function<InstanceState, String> words,
      BackupStrategy backups,
      Optional<TdeInfo> tdeInfo) {
    InstanceDetails details = instance.details();
    return new Shown(
        instance.id(),
        instance.name(),
        instance.projectId(),
        words.apply(instance.state()),
        port(instance),
        details.mode(),
        new ChargeInfo(details.chargeMode()),
        1,
        datastore(instance),
        Shapes.time(instance.createdAt()),
        Shapes.time(instance.updatedAt()),
        addresses(instance),
        List.of(),
        instance.administrator(),
        details.vpcId(),
        details.subnetId(),
        details.securityGroupId(),
        details.configurationId(),
        backups,
        List.of(node(instance, words)),
        details.enterpriseProjectId(),
        details.timeZone(),
        details.availabilityZoneMode(),
        details.masterAvailabilityZone(),
        details.dedicatedResourceId(),
        tags(details),
        tdeInfo);
  }

  // One host runs one node.
  private static Node node(DatabaseInstance instance, Function<InstanceState, String> words) {
    return new Node(
        instance.id().node(),
        instance.name() + "_node0",
        "master",
        words.apply(instance.state()),
        instance.port(),
        addresses(instance),
        instance.details().region(),
        Shapes.time(instance.createdAt()),
        Shapes.time(instance.updatedAt()),
        instance.details().flavorRef(),
        false,
        1);
  }

  private static Datastore datastore(DatabaseInstance instance) {
    String kernel = instance.version().isEmpty() ? "" : "mariadb-" + instance.version();
    return new Datastore("gaussdb-mysql", instance.details().datastoreVersion(), kernel);
  }

  private static String port(DatabaseInstance instance) {
    return instance.port() == 0 ? "" : String.valueOf(instance.port());
  }

  private static List<String> addresses(DatabaseInstance instance) {
    return instance.address().isEmpty() ? List.of() : List.of(instance.address());
  }

  static List<Tag> tags(InstanceDetails details) {
    return details.tags().stream().map(tag -> new Tag(tag.key(), tag.value())).toList();
  }
}
