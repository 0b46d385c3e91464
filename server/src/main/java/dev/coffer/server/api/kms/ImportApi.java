package dev.coffer.server.api.kms;

import dev.coffer.server.failure.Reason;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.algorithm.PublicKeyEncryption;
import dev.coffer.server.kms.masterkey.Imports;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Import of key material; times are epoch seconds here. */
final class ImportApi {
  /** The end of the year 9999. */
  private static final long LAST_SECOND = 253402300799L;

  private final Imports imports;

  ImportApi(Imports imports) {
    this.imports = imports;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row(
            "CreateParametersForImport",
            "get-parameters-for-import",
            Rows.write("cmk:getMaterial"),
            ParametersRequest.class,
            this::parameters),
        Rows.row(
            "ImportKeyMaterial",
            "import-key-material",
            Rows.write("cmk:importMaterial"),
            ImportRequest.class,
            this::bring),
        Rows.row(
            "DeleteImportedKeyMaterial",
            "delete-imported-key-material",
            Rows.write("cmk:deleteMaterial"),
            KeyApi.KeyRequest.class,
            this::remove));
  }

  record ParametersRequest(
      @Nullable String keyId, @Nullable String wrappingAlgorithm, @Nullable String sequence)
      implements Rows.Sequenced {}

  record ParametersResponse(
      KeyId keyId, String importToken, long expirationTime, String publicKey) {}

  private Reply parameters(Call<ParametersRequest> call) {
    Inputs inputs = call.inputs();
    Imports.Parameters made =
        imports.parameters(
            call.projectId(),
            Rows.key(inputs, call.body().keyId()),
            inputs.oneOf(
                "wrapping_algorithm",
                PublicKeyEncryption.class,
                inputs.present("wrapping_algorithm", call.body().wrappingAlgorithm())));
    return Reply.of(
        new ParametersResponse(
            made.keyId(),
            Rows.base64(made.token()),
            made.expiresAt().getEpochSecond(),
            Rows.base64(made.publicKey())));
  }

  record ImportRequest(
      @Nullable String keyId,
      @Nullable String importToken,
      @Nullable String encryptedKeyMaterial,
      @Nullable String encryptedPrivatekey,
      @Nullable Long expirationTime,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  private Reply bring(Call<ImportRequest> call) {
    Inputs inputs = call.inputs();
    ImportRequest request = call.body();
    KeyReference reference = Rows.key(inputs, request.keyId());
    imports.bring(
        call.projectId(),
        reference,
        new Imports.Delivery(
            Rows.base64(inputs, "import_token", request.importToken()),
            Rows.base64(inputs, "encrypted_key_material", request.encryptedKeyMaterial()),
            Optional.ofNullable(request.encryptedPrivatekey())
                .map(text -> Rows.base64(inputs, "encrypted_privatekey", text)),
            Optional.ofNullable(request.expirationTime()).map(second -> time(inputs, second))));
    return Rows.done();
  }

  private static Instant time(Inputs inputs, long second) {
    if (second < 0 || second > LAST_SECOND) {
      throw inputs.refusal("expiration_time", Reason.OUT_OF_RANGE);
    }
    return Instant.ofEpochSecond(second);
  }

  private Reply remove(Call<KeyApi.KeyRequest> call) {
    imports.remove(call.projectId(), Rows.key(call.inputs(), call.body().keyId()));
    return Rows.done();
  }
}
