package dev.coffer.server.api.taurus;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.instance.FileCipher;
import dev.coffer.server.instance.FileProtection;
import dev.coffer.server.instance.InstanceDetails;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Resource;
import dev.coffer.server.wire.SecretText;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The body of CreateGaussMySqlInstance, and the rules that it has to keep. */
@RefusedFields({"enable_binlog", "volume_auto_expand"})
record InstanceOrder(
    @Nullable ChargeInfo chargeInfo,
    @Nullable String region,
    @Nullable String name,
    @Nullable Datastore datastore,
    @Nullable String mode,
    @Nullable String flavorRef,
    @Nullable String vpcId,
    @Nullable String subnetId,
    @Nullable String securityGroupId,
    @Nullable String configurationId,
    @Nullable SecretText password,
    @Nullable BackupStrategy backupStrategy,
    @Nullable String timeZone,
    @Nullable String availabilityZoneMode,
    @Nullable String masterAvailabilityZone,
    @Nullable Integer slaveCount,
    @Nullable Volume volume,
    @Nullable List<Tag> tags,
    @Nullable Integer lowerCaseTableNames,
    @Nullable String enterpriseProjectId,
    @Nullable String dedicatedResourceId,
    @Nullable RestorePoint restorePoint,
    @Nullable TdeInfo tdeInfo)
    implements InstanceTarget.Named, Resource.Ordering {
  private static final String DATASTORE = "gaussdb-mysql";
  private static final int MOST_READ_REPLICAS = 9;

  record ChargeInfo(
      @Nullable String chargeMode,
      @Nullable String periodType,
      @Nullable Integer periodNum,
      @Nullable String isAutoRenew,
      @Nullable String isAutoPay) {}

  record Datastore(
      @Nullable String type, @Nullable String version, @Nullable String kernelVersion) {}

  record BackupStrategy(@Nullable String startTime, @Nullable String keepDays) {}

  record Volume(@Nullable String size) {}

  record Tag(@Nullable String key, @Nullable String value) {}

  record RestorePoint(
      @Nullable Long restoreTime,
      @Nullable String sourceInstanceId,
      @Nullable String backupId,
      @Nullable String type) {}

  record TdeInfo(@Nullable Boolean enableTde, @Nullable String encryptionType) {}

  private enum Mode {
    CLUSTER
  }

  private enum ZoneMode {
    SINGLE,
    MULTI
  }

  private enum ChargeMode {
    PREPAID,
    POSTPAID
  }

  private enum RestoreType {
    BACKUP,
    TIMESTAMP
  }

  /** Where the data of the new instance comes from. */
  record Origin(InstanceId sourceInstanceId, BackupId backupId) {}

  /** The instance whose data a new one begins with: who orders it may read it. */
  @Override
  public Stream<@Nullable String> instances() {
    return restorePoint == null ? Stream.empty() : Stream.of(restorePoint.sourceInstanceId());
  }

  @Override
  public Resource.Attributes ordered() {
    var given = new HashMap<String, String>();
    for (Tag tag : Objects.requireNonNullElse(tags, List.<Tag>of())) {
      if (tag.key() != null) {
        given.putIfAbsent(tag.key(), Objects.requireNonNullElse(tag.value(), ""));
      }
    }
    return new Resource.Attributes(
        Optional.of(Objects.requireNonNullElse(enterpriseProjectId, "0")), given);
  }

  String validName(Inputs inputs) {
    String given = inputs.present("name", name);
    return inputs.matching(Failure.DBS_280234, "name", Shapes.NAME, given);
  }

  SecretText validPassword(Inputs inputs) {
    return EnginePassword.valid(inputs, "password", inputs.present("password", password));
  }

  /** What is kept of the order and echoed. */
  InstanceDetails validDetails(Inputs inputs) {
    refuseWhatCannotBeDone(inputs);
    Datastore store = inputs.present("datastore", datastore);
    if (!inputs.present("datastore.type", store.type()).equals(DATASTORE)) {
      throw inputs.refusal("datastore.type", Reason.UNKNOWN_VALUE);
    }
    inputs.oneOf("mode", Mode.class, inputs.present("mode", mode));
    String zoneMode = inputs.present("availability_zone_mode", availabilityZoneMode);
    inputs.oneOf("availability_zone_mode", ZoneMode.class, zoneMode);
    return new InstanceDetails(
        inputs.present("region", region),
        Objects.requireNonNullElse(store.version(), "8.0"),
        "Cluster",
        inputs.present("flavor_ref", flavorRef),
        inputs.present("vpc_id", vpcId),
        inputs.present("subnet_id", subnetId),
        Optional.ofNullable(securityGroupId),
        Optional.ofNullable(configurationId),
        Objects.requireNonNullElse(enterpriseProjectId, "0"),
        Objects.requireNonNullElse(timeZone, "UTC"),
        zoneMode,
        Optional.ofNullable(masterAvailabilityZone),
        inputs.within(
            "slave_count", inputs.present("slave_count", slaveCount), 0, MOST_READ_REPLICAS),
        Optional.ofNullable(volume).map(Volume::size),
        validChargeMode(inputs),
        Optional.ofNullable(dedicatedResourceId),
        validTags(inputs));
  }

  Optional<Origin> validOrigin(Inputs inputs) {
    if (restorePoint == null) {
      return Optional.empty();
    }
    RestoreType type =
        restorePoint.type() == null || restorePoint.type().isEmpty()
            ? RestoreType.BACKUP
            : inputs.oneOf("restore_point.type", RestoreType.class, restorePoint.type());
    if (type == RestoreType.TIMESTAMP) {
      throw new Refusal(Failure.DBS_280204, "restore_point.type timestamp", Reason.UNSUPPORTED);
    }
    String source =
        inputs.present("restore_point.source_instance_id", restorePoint.sourceInstanceId());
    String backup = inputs.present("restore_point.backup_id", restorePoint.backupId());
    return Optional.of(
        new Origin(
            Shapes.instanceId(inputs, "restore_point.source_instance_id", source),
            Shapes.backupId(inputs, "restore_point.backup_id", backup)));
  }

  private void refuseWhatCannotBeDone(Inputs inputs) {
    if (lowerCaseTableNames != null
        && inputs.within("lower_case_table_names", lowerCaseTableNames, 0, 1) == 1) {
      throw new Refusal(Failure.DBS_280204, "lower_case_table_names 1", Reason.UNSUPPORTED);
    }
  }

  /** How the instance's files are to be protected; the key's owner is who orders it. */
  FileProtection validFileProtection(
      Inputs inputs, MasterKey.Owner owner, Optional<Origin> origin) {
    if (tdeInfo == null || !inputs.present("tde_info.enable_tde", tdeInfo.enableTde())) {
      return origin
          .<FileProtection>map(from -> new FileProtection.SameAs(from.sourceInstanceId()))
          .orElseGet(FileProtection.None::new);
    }
    String type = inputs.present("tde_info.encryption_type", tdeInfo.encryptionType());
    FileCipher cipher = inputs.oneOf("tde_info.encryption_type", FileCipher.class, type);
    if (origin.isPresent()) {
      throw new Refusal(Failure.DBS_280204, "tde_info of a restored instance", Reason.UNSUPPORTED);
    }
    return new FileProtection.Fresh(owner, cipher);
  }

  private String validChargeMode(Inputs inputs) {
    if (chargeInfo == null) {
      return "postPaid";
    }
    String given = inputs.present("charge_info.charge_mode", chargeInfo.chargeMode());
    return switch (inputs.oneOf("charge_info.charge_mode", ChargeMode.class, given)) {
      case PREPAID -> "prePaid";
      case POSTPAID -> "postPaid";
    };
  }

  private List<InstanceDetails.Tag> validTags(Inputs inputs) {
    return Objects.requireNonNullElse(tags, List.<Tag>of()).stream()
        .map(
            tag ->
                new InstanceDetails.Tag(
                    inputs.present("tags.key", tag.key()),
                    Objects.requireNonNullElse(tag.value(), "")))
        .toList();
  }
}
