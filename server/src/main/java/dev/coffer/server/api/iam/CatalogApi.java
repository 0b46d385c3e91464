package dev.coffer.server.api.iam;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.coffer.server.api.iam.AccountRows.Links;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reach;
import dev.coffer.server.wire.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the services of the one region are. */
final class CatalogApi {
  private static final String REGIONS = "/v3/regions";
  private static final String SERVICES = "/v3/services";
  private static final String ENDPOINTS = "/v3/endpoints";

  private final Catalog catalog;

  CatalogApi(Catalog catalog) {
    this.catalog = catalog;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.lookUp("KeystoneShowCatalog", "/v3/auth/catalog", this::show),
        AccountRows.lookUp(
            "KeystoneListRegions",
            REGIONS,
            _ -> Reply.of(new RegionsResponse(List.of(region()), new Links(REGIONS)))),
        AccountRows.lookUp("KeystoneShowRegion", REGIONS + "/{region_id}", this::showRegion),
        AccountRows.lookUp("KeystoneListServices", SERVICES, this::services),
        AccountRows.lookUp("KeystoneListEndpoints", ENDPOINTS, this::endpoints));
  }

  record CatalogResponse(List<Catalog.Entry> catalog, Links links) {}

  private Reply show(Call<Operation.Nothing> call) {
    Optional<ProjectId> projectId =
        switch (call.caller().reach()) {
          case Reach.OneProject(ProjectId id) -> Optional.of(id);
          case Reach.Everything(), Reach.NoProject() -> Optional.empty();
        };
    return Reply.of(
        new CatalogResponse(catalog.of(call, projectId), new Links("/v3/auth/catalog")));
  }

  record RegionsResponse(List<Region> regions, Links links) {}

  record RegionResponse(Region region) {}

  record Region(
      String id, String description, String type, Map<String, String> locales, Links links) {}

  private Region region() {
    String id = catalog.region();
    return new Region(
        id, "", "public", Map.of("en-us", id, "zh-cn", id), new Links(REGIONS + "/" + id));
  }

  private Reply showRegion(Call<Operation.Nothing> call) {
    if (!call.path("region_id").equals(catalog.region())) {
      throw new Refusal(Failure.IAM_0004, "region_id", Reason.ABSENT);
    }
    return Reply.of(new RegionResponse(region()));
  }

  record ServicesResponse(List<ShownService> services, Links links) {}

  record ShownService(String id, String name, String type, boolean enabled, Links links) {}

  private Reply services(Call<Operation.Nothing> call) {
    Optional<String> type = call.query().get("type");
    List<ShownService> found =
        Arrays.stream(Catalog.Listed.values())
            .filter(service -> type.map(service.type()::equals).orElse(true))
            .map(
                service ->
                    new ShownService(
                        service.id(),
                        service.type(),
                        service.type(),
                        true,
                        new Links(SERVICES + "/" + service.id())))
            .toList();
    return Reply.of(new ServicesResponse(found, new Links(SERVICES)));
  }

  record EndpointsResponse(List<ShownEndpoint> endpoints, Links links) {}

  record ShownEndpoint(
      String id,
      String serviceId,
      String region,
      String regionId,
      String url,
      @JsonProperty("interface") String exposure,
      boolean enabled,
      Links links) {}

  private Reply endpoints(Call<Operation.Nothing> call) {
    Optional<String> serviceId = call.query().get("service_id");
    List<ShownEndpoint> found =
        Arrays.stream(Catalog.Listed.values())
            .filter(service -> serviceId.map(service.id()::equals).orElse(true))
            .map(service -> shown(service, catalog.endpoint(call, service, Optional.empty())))
            .toList();
    return Reply.of(new EndpointsResponse(found, new Links(ENDPOINTS)));
  }

  private static ShownEndpoint shown(Catalog.Listed service, Catalog.Endpoint endpoint) {
    return new ShownEndpoint(
        endpoint.id(),
        service.id(),
        endpoint.region(),
        endpoint.regionId(),
        endpoint.url(),
        endpoint.exposure(),
        true,
        new Links(ENDPOINTS + "/" + endpoint.id()));
  }
}
