package dev.coffer.server.api.kms;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.enginekey.EngineKeyVault;
import dev.coffer.server.kms.enginekey.EngineKeyVaults;
import dev.coffer.server.kms.enginekey.EngineKeys;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Vaults, and the two calls of HashiCorp Vault's API (KV, version 2) by which MariaDB's
 * hashicorp_key_management plugin gets the keys of its files. The server shows its vault's token;
 * it is no user of ours.
 */
final class VaultApi {
  private static final Operation.Body<Operation.Nothing> NONE = Operation.Body.none();

  private final EngineKeyVaults vaults;

  VaultApi(EngineKeyVaults vaults) {
    this.vaults = vaults;
  }

  List<Operation<?>> operations() {
    return List.of(
        row(
            "CreateKeyVault",
            Operation.Method.POST,
            "",
            "vault:create",
            Operation.Body.required(CreateRequest.class),
            this::create),
        row("ListKeyVaults", Operation.Method.GET, "", "vault:list", NONE, this::list),
        row(
            "DeleteKeyVault",
            Operation.Method.DELETE,
            "/{vault_id}",
            "vault:delete",
            NONE,
            this::delete),
        forEngines("ShowVaultMount", "/v1/sys/mounts/{vault_id}/tune", this::mount),
        forEngines("ShowVaultKey", "/v1/{vault_id}/data/{key_number}", this::key));
  }

  private static <Q> Operation<Q> row(
      String name,
      Operation.Method method,
      String path,
      String action,
      Operation.Body<Q> body,
      Operation.Handler<Q> handler) {
    return Rows.row(
        name,
        method,
        "/coffer/v1/{project_id}/kms/vaults" + path,
        method == Operation.Method.GET ? Rows.read(action) : Rows.write(action),
        body,
        handler);
  }

  private static Operation<Operation.Nothing> forEngines(
      String name, String path, Operation.Handler<Operation.Nothing> handler) {
    return new Operation<>(
        Service.KMS,
        name,
        Operation.Method.GET,
        PathTemplate.of(path),
        Operation.Admission.ANYONE,
        Optional.empty(),
        NONE,
        200,
        handler);
  }

  record CreateRequest(@Nullable String name, @Nullable String keyId) {}

  /**
   * A vault as it is told once.
   *
   * @param path what stands behind the server's address in the plugin's option for the URL
   * @param token what the plugin has to show
   */
  record CreateResponse(View vault, String path, String token) {
    @Override
    public String toString() {
      return "CreateResponse[" + vault + "]";
    }
  }

  record View(String id, String name, KeyId keyId, String createdAt) {
    private static View of(EngineKeyVault vault) {
      return new View(vault.id(), vault.name(), vault.keyId(), vault.createdAt().toString());
    }
  }

  record ListResponse(List<View> vaults) {}

  private Reply create(Call<CreateRequest> call) {
    Inputs inputs = call.inputs();
    String name = inputs.present("name", call.body().name());
    KeyReference reference = Rows.key(inputs, call.body().keyId());
    EngineKeyVault.Issued issued = vaults.create(call.projectId(), name, reference);
    return Reply.of(
        new CreateResponse(View.of(issued.vault()), "/v1/" + issued.vault().id(), issued.token()));
  }

  private Reply list(Call<Operation.Nothing> call) {
    return Reply.of(
        new ListResponse(vaults.list(call.projectId()).stream().map(View::of).toList()));
  }

  private Reply delete(Call<Operation.Nothing> call) {
    vaults.delete(call.projectId(), call.path("vault_id"));
    return Rows.done();
  }

  private Reply mount(Call<Operation.Nothing> call) {
    enter(call);
    return Reply.of(Map.of("options", Map.of("version", "2")));
  }

  private Reply key(Call<Operation.Nothing> call) {
    EngineKeyVault vault = enter(call);
    Inputs inputs = call.inputs();
    int number = inputs.number("key_number", call.path("key_number"), 1, Integer.MAX_VALUE);
    int version = inputs.number(call.query(), "version", 1, Integer.MAX_VALUE, 0);
    OptionalInt wanted = version == 0 ? OptionalInt.empty() : OptionalInt.of(version);
    try (EngineKeys.Key key = vaults.key(vault, number, wanted)) {
      String hex = key.bytes().open(SecretAccess.revealingSecrets(), HexFormat.of()::formatHex);
      return Reply.of(
          Map.of(
              "data",
              Map.of("data", Map.of("data", hex), "metadata", Map.of("version", key.version()))));
    }
  }

  private EngineKeyVault enter(Call<Operation.Nothing> call) {
    return vaults.enter(call.path("vault_id"), call.header("x-vault-token").orElse(null));
  }
}
