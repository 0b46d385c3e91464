package dev.coffer.server.instance;

import java.util.List;
import java.util.Optional;

/** What a caller said of an instance and is told again, though one host has no use for it. */
public record InstanceDetails(
    String region,
    String datastoreVersion,
    String mode,
    String flavorRef,
    String vpcId,
    String subnetId,
    Optional<String> securityGroupId,
    Optional<String> configurationId,
    String enterpriseProjectId,
    String timeZone,
    String availabilityZoneMode,
    Optional<String> masterAvailabilityZone,
    int slaveCount,
    Optional<String> volumeSize,
    String chargeMode,
    Optional<String> dedicatedResourceId,
    List<Tag> tags) {

  /** A tag of an instance. */
  public record Tag(String key, String value) {}

  public InstanceDetails {
    tags = List.copyOf(tags);
  }

  InstanceDetails withTags(List<Tag> others) {
    return new InstanceDetails(
        region,
        datastoreVersion,
        mode,
        flavorRef,
        vpcId,
        subnetId,
        securityGroupId,
        configurationId,
        enterpriseProjectId,
        timeZone,
        availabilityZoneMode,
        masterAvailabilityZone,
        slaveCount,
        volumeSize,
        chargeMode,
        dedicatedResourceId,
        others);
  }
}
