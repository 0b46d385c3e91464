package dev.coffer.server.api.dws;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.server.api.kms.KeyResources;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.warehouse.ClusterDetails;
import dev.coffer.server.warehouse.Encryption;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Resource;
import dev.coffer.server.wire.SecretText;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The two bodies that order a cluster, and the rules that both keep. */
final class ClusterRequest {
  /** New enough for everything that the vendor lets a cluster do. */
  static final String NEWEST = "9.1.0";

  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final Pattern RESERVED = Pattern.compile("(coffer|pg_).*|postgres|public|none");
  private static final Pattern VERSION = Pattern.compile("\\d{1,3}(\\.\\d{1,4}){1,3}");
  private static final Pattern PASSWORD =
      Pattern.compile("[A-Za-z0-9~!@#%^&*()\\-_=+|\\[{}\\];:,<.>/?]+");
  private static final List<Pattern> KINDS =
      List.of(
          Pattern.compile("[a-z]"),
          Pattern.compile("[A-Z]"),
          Pattern.compile("[0-9]"),
          Pattern.compile("[^a-zA-Z0-9]"));
  private static final int LEAST_KINDS = 3;
  private static final int LONGEST_PASSWORD = 32;
  private static final int MOST_NODES = 256;

  private ClusterRequest() {}

  @RefusedFields({"ip_type", "eip_address", "band_width"})
  record PublicIp(@Nullable String publicBindType, @Nullable String eipId) {}

  record Tag(@Nullable String key, @Nullable String value) {}

  @RefusedFields({"iops"})
  record Volume(@Nullable String volume, @Nullable Integer capacity) {}

  /** The body of v1.0. */
  record First(@Nullable FirstCluster cluster) implements Resource.Ordering {
    @Override
    public Resource.Attributes ordered() {
      return cluster == null
          ? Resource.Attributes.NONE
          : ClusterRequest.ordered(cluster.enterpriseProjectId(), cluster.tags());
    }
  }

  /** A single tag comes as an object of its own. */
  record FirstCluster(
      @Nullable String nodeType,
      @Nullable Integer numberOfNode,
      @Nullable String subnetId,
      @Nullable String securityGroupId,
      @Nullable String vpcId,
      @Nullable String availabilityZone,
      @Nullable Integer port,
      @Nullable String name,
      @Nullable String userName,
      @Nullable SecretText userPwd,
      @Nullable PublicIp publicIp,
      @Nullable Integer numberOfCn,
      @Nullable String enterpriseProjectId,
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<Tag> tags) {

    ClusterDetails details(Inputs inputs) {
      refusePublicAddress(inputs, publicIp);
      return new ClusterDetails(
          NEWEST,
          inputs.present("node_type", nodeType),
          inputs.present("vpc_id", vpcId),
          inputs.present("subnet_id", subnetId),
          Optional.of(inputs.present("security_group_id", securityGroupId)),
          Optional.ofNullable(availabilityZone),
          Objects.requireNonNullElse(enterpriseProjectId, "0"),
          ClusterRequest.tags(inputs, tags));
    }
  }

  /** The body of v2. */
  record Second(@Nullable SecondCluster cluster) implements Resource.Ordering, KeyResources.Keyed {
    @Override
    public Resource.Attributes ordered() {
      return cluster == null
          ? Resource.Attributes.NONE
          : ClusterRequest.ordered(cluster.enterpriseProjectId(), cluster.tags());
    }

    @Override
    public Optional<String> encryptUnder() {
      return Optional.ofNullable(cluster).map(SecondCluster::masterKeyId);
    }
  }

  record SecondCluster(
      @Nullable String name,
      @Nullable String flavor,
      @Nullable Integer numCn,
      @Nullable Integer numNode,
      @Nullable String dbName,
      @Nullable SecretText dbPassword,
      @Nullable Integer dbPort,
      @Nullable String dssPoolId,
      @Nullable List<String> availabilityZones,
      @Nullable List<Tag> tags,
      @Nullable String vpcId,
      @Nullable String subnetId,
      @Nullable String securityGroupId,
      @Nullable PublicIp publicIp,
      @Nullable String datastoreVersion,
      @Nullable String masterKeyId,
      @Nullable String masterKeyName,
      @Nullable String cryptAlgorithm,
      @Nullable Volume volume,
      @Nullable String enterpriseProjectId,
      @Nullable Boolean ipv6Enable) {

    ClusterDetails details(Inputs inputs) {
      refusePublicAddress(inputs, publicIp);
      String version = inputs.present("datastore_version", datastoreVersion);
      return new ClusterDetails(
          inputs.matching("datastore_version", VERSION, version),
          inputs.present("flavor", flavor),
          inputs.present("vpc_id", vpcId),
          inputs.present("subnet_id", subnetId),
          Optional.ofNullable(securityGroupId),
          Optional.ofNullable(availabilityZones).flatMap(zones -> zones.stream().findFirst()),
          Objects.requireNonNullElse(enterpriseProjectId, "0"),
          ClusterRequest.tags(inputs, tags));
    }

    /** How the cluster shall be encrypted from the start; empty where it shall not. */
    Optional<Encryption.Choice> encryption(Inputs inputs) {
      if (masterKeyId == null && masterKeyName == null && cryptAlgorithm == null) {
        return Optional.empty();
      }
      String algorithm =
          Objects.requireNonNullElse(cryptAlgorithm, BlockSuite.GENERAL_CIPHER.wireName());
      return Optional.of(
          new ClusterEncryptionApi.Choice(masterKeyId, masterKeyName, algorithm).checked(inputs));
    }
  }

  static int dataNodes(Inputs inputs, String field, @Nullable Integer count) {
    int given = inputs.present(field, count);
    if (given != 1 && (given < 3 || given > MOST_NODES)) {
      throw inputs.refusal(
          "%s %d (1, or 3 to %d; 2 are never made, as at the vendor)"
              .formatted(field, given, MOST_NODES),
          Reason.OUT_OF_RANGE);
    }
    return given;
  }

  static String administrator(Inputs inputs, String field, @Nullable String name) {
    String given = inputs.matching(field, USER, inputs.present(field, name));
    if (RESERVED.matcher(given).matches()) {
      throw inputs.refusal(field, Reason.UNKNOWN_VALUE);
    }
    return given;
  }

  static SecretText password(
      Inputs inputs, String field, @Nullable SecretText password, int shortest) {
    SecretText given = inputs.present(field, password);
    String text = given.reveal();
    inputs.within(field, text.length(), shortest, LONGEST_PASSWORD);
    long kinds = KINDS.stream().filter(kind -> kind.matcher(text).find()).count();
    if (kinds < LEAST_KINDS || !PASSWORD.matcher(text).matches()) {
      throw inputs.refusal(field, Reason.WRONG_FORM);
    }
    return given;
  }

  static int port(Inputs inputs, String field, int port) {
    return inputs.within(field, port, 8000, 30000);
  }

  static void refusePublicAddress(Inputs inputs, @Nullable PublicIp address) {
    if (address != null
        && address.publicBindType() != null
        && !address.publicBindType().equals("not_use")) {
      throw inputs.refusal("public_ip.public_bind_type", Reason.UNSUPPORTED);
    }
  }

  private static Resource.Attributes ordered(
      @Nullable String enterpriseProjectId, @Nullable List<Tag> tags) {
    var named = new HashMap<String, String>();
    for (Tag tag : Objects.requireNonNullElse(tags, List.<Tag>of())) {
      if (tag.key() != null) {
        named.putIfAbsent(tag.key(), Objects.requireNonNullElse(tag.value(), ""));
      }
    }
    return new Resource.Attributes(
        Optional.of(Objects.requireNonNullElse(enterpriseProjectId, "0")), named);
  }

  private static List<ClusterDetails.Tag> tags(Inputs inputs, @Nullable List<Tag> tags) {
    return Objects.requireNonNullElse(tags, List.<Tag>of()).stream()
        .map(
            tag ->
                new ClusterDetails.Tag(
                    inputs.present("tags.key", tag.key()),
                    Objects.requireNonNullElse(tag.value(), "")))
        .toList();
  }
}
