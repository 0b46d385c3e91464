package dev.coffer.server.api.iam;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.wire.Call;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which services there are and where: all of them at the address that the caller used. Without a
 * project the catalog holds only what needs none.
 */
public record Catalog(String region, String scheme) {

  /** A service, by the vendor's names. */
  enum Listed {
    IAM("iam", "/v3", false),
    EPS("eps", "/v1.0", false),
    KMS("kms", "/v1.0", true),
    GAUSSDB("gaussdbformysql", "/v3", true),
    DWS("dws", "/v1.0", true);

    private final String type;
    private final String path;
    private final boolean ofProject;

    Listed(String type, String path, boolean ofProject) {
      this.type = type;
      this.path = path;
      this.ofProject = ofProject;
    }

    String type() {
      return type;
    }

    String id() {
      return Identifiers.named("service " + type);
    }
  }

  record Entry(String id, String name, String type, List<Endpoint> endpoints) {}

  record Endpoint(
      String id,
      String region,
      String regionId,
      String url,
      @JsonProperty("interface") String exposure) {}

  List<Entry> of(Call<?> call, Optional<ProjectId> projectId) {
    return Arrays.stream(Listed.values())
        .filter(service -> !service.ofProject || projectId.isPresent())
        .map(service -> entry(call, service, projectId))
        .toList();
  }

  Endpoint endpoint(Call<?> call, Listed service, Optional<ProjectId> projectId) {
    String tail = service.ofProject ? projectId.map(id -> "/" + id).orElse("") : "";
    return new Endpoint(
        Identifiers.named("endpoint " + service.type),
        region,
        region,
        scheme + "://" + call.header("host").orElse("") + service.path + tail,
        "public");
  }

  private Entry entry(Call<?> call, Listed service, Optional<ProjectId> projectId) {
    return new Entry(
        service.id(), service.type, service.type, List.of(endpoint(call, service, projectId)));
  }
}
