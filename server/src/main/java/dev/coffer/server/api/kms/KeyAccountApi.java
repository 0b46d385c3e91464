package dev.coffer.server.api.kms;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.kms.Grants;
import dev.coffer.server.kms.KeyQuery;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.MasterKey;
import dev.coffer.server.kms.MasterKeys;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Optional;

/** What a project has and may have, and the versions of this API. */
final class KeyAccountApi {
  private final Kms kms;

  KeyAccountApi(Kms kms) {
    this.kms = kms;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row(
            "ShowUserInstances",
            Operation.Method.GET,
            "/v1.0/{project_id}/kms/user-instances",
            Rows.read("cmk:getInstance"),
            Operation.Body.none(),
            call -> Reply.of(new InstancesResponse(kms.masterKeys().count(call.projectId())))),
        Rows.row(
            "ShowUserQuotas",
            Operation.Method.GET,
            "/v1.0/{project_id}/kms/user-quotas",
            Rows.read("cmk:getQuota"),
            Operation.Body.none(),
            this::quotas),
        open("ShowVersions", "/", call -> Reply.of(new VersionsResponse(List.of(Version.V1)))),
        open("ShowVersion", "/{version_id}", KeyAccountApi::version));
  }

  private static Operation<Operation.Nothing> open(
      String name, String path, Operation.Handler<Operation.Nothing> handler) {
    return new Operation<>(
        Service.KMS,
        name,
        Operation.Method.GET,
        PathTemplate.of(path),
        Operation.Admission.ANYONE,
        Optional.empty(),
        Operation.Body.none(),
        200,
        handler);
  }

  record InstancesResponse(int instanceNum) {}

  record QuotasResponse(Quotas quotas) {}

  record Quotas(List<Quota> resources) {}

  record Quota(String type, int used, int quota) {}

  private Reply quotas(Call<Operation.Nothing> call) {
    int mostGrants =
        kms.masterKeys().list(KeyQuery.of(call.projectId())).keys().stream()
            .map(MasterKey::keyId)
            .mapToInt(key -> kms.grants().ofKey(call.projectId(), key).size())
            .max()
            .orElse(0);
    return Reply.of(
        new QuotasResponse(
            new Quotas(
                List.of(
                    new Quota("CMK", kms.masterKeys().count(call.projectId()), MasterKeys.QUOTA),
                    new Quota("grant_per_CMK", mostGrants, Grants.QUOTA)))));
  }

  record VersionsResponse(List<Version> versions) {}

  record VersionResponse(Version version) {}

  record Version(
      String id,
      List<Link> links,
      String version,
      String status,
      String updated,
      String minVersion) {
    private static final Version V1 =
        new Version(
            "v1.0", List.of(new Link("/v1.0/", "self")), "", "CURRENT", "2016-10-29T00:00:00Z", "");
  }

  record Link(@JsonProperty("href") String href, @JsonProperty("rel") String rel) {}

  private static Reply version(Call<Operation.Nothing> call) {
    if (!call.path("version_id").equals(Version.V1.id())) {
      throw new Refusal(Failure.APIGW_0101);
    }
    return Reply.of(new VersionResponse(Version.V1));
  }
}
