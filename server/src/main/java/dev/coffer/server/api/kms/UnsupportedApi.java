package dev.coffer.server.api.kms;

import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Service;
import java.util.List;

/** What needs an HSM cluster or a second region, which one installation does not have. */
final class UnsupportedApi {
  private static final String STORES = "/v1.0/{project_id}/keystores";
  private static final String STORE = STORES + "/{keystore_id}";
  private static final String KEY = "/v2/{project_id}/kms/keys/{key_id}";

  List<Operation<?>> operations() {
    return List.of(
        row("CreateKeyStore", Operation.Method.POST, STORES),
        row("ListKeyStores", Operation.Method.GET, STORES),
        row("ShowKeyStore", Operation.Method.GET, STORE),
        row("DeleteKeyStore", Operation.Method.DELETE, STORE),
        row("EnableKeyStore", Operation.Method.POST, STORE + "/enable"),
        row("DisableKeyStore", Operation.Method.POST, STORE + "/disable"),
        row("ReplicateKey", Operation.Method.POST, KEY + "/replicate"),
        row("UpdatePrimaryRegion", Operation.Method.PUT, KEY + "/update-primary-region"),
        row("ListSupportRegions", Operation.Method.GET, "/v2/{project_id}/kms/regions"));
  }

  private static Operation<Operation.Nothing> row(
      String name, Operation.Method method, String path) {
    String action = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return Rows.row(
        name,
        method,
        path,
        Rows.write("unsupported:" + action),
        Operation.Body.none(),
        _ -> {
          throw new Refusal(Service.KMS.invalid(), name, Reason.UNSUPPORTED);
        });
  }
}
