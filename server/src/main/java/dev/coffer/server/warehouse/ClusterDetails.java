package dev.coffer.server.warehouse;

import java.util.List;
import java.util.Optional;

/** What a caller said of a cluster and is told again, though one host has no use for it. */
public record ClusterDetails(
    String datastoreVersion,
    String nodeType,
    String vpcId,
    String subnetId,
    Optional<String> securityGroupId,
    Optional<String> availabilityZone,
    String enterpriseProjectId,
    List<Tag> tags) {

  /** A tag of a cluster. */
  public record Tag(String key, String value) {}

  public ClusterDetails {
    tags = List.copyOf(tags);
  }
}
