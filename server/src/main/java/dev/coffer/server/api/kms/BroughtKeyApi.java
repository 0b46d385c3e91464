package dev.coffer.server.api.kms;

import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.masterkey.KeyOrigin;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.MasterKeys;
import dev.coffer.server.kms.masterkey.NewKey;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An extension: a new key under an id that the caller brings along. Programs, samples and Terraform
 * states written for the vendor's KMS name their keys by id; with this they run unchanged.
 */
final class BroughtKeyApi {
  private final MasterKeys keys;

  BroughtKeyApi(MasterKeys keys) {
    this.keys = keys;
  }

  List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.KMS,
            "CreateKeyWithId",
            Operation.Method.POST,
            PathTemplate.of("/coffer/v1/{project_id}/kms/keys"),
            Operation.Admission.CALLER,
            Optional.of(Rows.write("cmk:create")),
            Operation.Body.required(Request.class),
            201,
            this::create));
  }

  record Request(
      @Nullable String keyId,
      @Nullable String keyAlias,
      @Nullable String keySpec,
      @Nullable String keyDescription) {}

  record Response(Made keyInfo) {}

  record Made(KeyId keyId, DomainId domainId) {}

  private Reply create(Call<Request> call) {
    Inputs inputs = call.inputs();
    Request request = call.body();
    KeyId keyId = inputs.id("key_id", KeyId::of, inputs.present("key_id", request.keyId()));
    String spec = Objects.requireNonNullElse(request.keySpec(), "AES_256");
    var wanted =
        new NewKey(
            new MasterKey.Owner(call.projectId(), call.caller().domainId(), "0"),
            inputs.present("key_alias", request.keyAlias()),
            Objects.requireNonNullElse(request.keyDescription(), ""),
            inputs.oneOf("key_spec", KeySpec.class, spec),
            Optional.empty(),
            KeyOrigin.KMS);
    MasterKey key = keys.create(keyId, wanted);
    return Reply.of(new Response(new Made(key.keyId(), call.caller().domainId())));
  }
}
