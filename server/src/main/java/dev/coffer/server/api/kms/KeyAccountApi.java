package dev.coffer.server.api.kms;

import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.masterkey.Grants;
import dev.coffer.server.kms.masterkey.KeyQuery;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.MasterKeys;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;

/** What a project has and may have. */
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
            this::quotas));
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
}
