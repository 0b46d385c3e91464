package dev.coffer.server.api.kms;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.algorithm.KeyPairKind;
import dev.coffer.server.kms.datakey.DataKeyPairs;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Data-key pairs; keys are DER in Base64, the encrypted private key opens with decrypt-data. */
final class KeyPairApi {
  private final DataKeyPairs pairs;

  KeyPairApi(DataKeyPairs pairs) {
    this.pairs = pairs;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row(
            "CreateRsaDatakeyPair",
            "create-rsa-datakey-pair",
            Rows.use("dek:createRsaPair"),
            PairRequest.class,
            call -> create(call, Rsa.class)),
        Rows.row(
            "CreateEcDatakeyPair",
            "create-ec-datakey-pair",
            Rows.use("dek:createEcPair"),
            PairRequest.class,
            call -> create(call, Curve.class)));
  }

  /** A spec of the vendor's. */
  private interface Named {
    KeyPairKind kind();
  }

  private enum Rsa implements Named {
    RSA_2048,
    RSA_3072,
    RSA_4096;

    @Override
    public KeyPairKind kind() {
      return KeyPairKind.valueOf(name());
    }
  }

  private enum Curve implements Named {
    ECC_NIST_P256(KeyPairKind.EC_P256),
    ECC_NIST_P384(KeyPairKind.EC_P384),
    ECC_NIST_P521(KeyPairKind.EC_P521),
    ECC_SECG_P256K1(KeyPairKind.EC_P256K1),
    SM2(KeyPairKind.SM2);

    private final KeyPairKind kind;

    Curve(KeyPairKind kind) {
      this.kind = kind;
    }

    @Override
    public KeyPairKind kind() {
      return kind;
    }
  }

  @RefusedFields({"pin", "pin_type"})
  record PairRequest(
      @Nullable String keyId,
      @Nullable String keySpec,
      @Nullable Boolean withPlainText,
      @Nullable String additionalAuthenticatedData,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record PairResponse(
      KeyId keyId,
      String keySpec,
      String publicKey,
      String privateKeyCipherText,
      Optional<String> privateKeyPlainText) {
    @Override
    public String toString() {
      return "PairResponse[" + keyId + ", hidden]";
    }
  }

  private <E extends Enum<E> & Named> Reply create(Call<PairRequest> call, Class<E> specs) {
    Inputs inputs = call.inputs();
    PairRequest request = call.body();
    KeyReference reference = Rows.key(inputs, request.keyId());
    E spec = inputs.oneOf("key_spec", specs, inputs.present("key_spec", request.keySpec()));
    boolean plain = !Boolean.FALSE.equals(request.withPlainText());
    try (DataKeyPairs.Pair pair =
        pairs.create(
            Rows.user(call),
            reference,
            spec.kind(),
            Rows.associated(request.additionalAuthenticatedData()))) {
      return Reply.of(
          new PairResponse(
              pair.encrypted().keyId(),
              spec.name(),
              Rows.base64(pair.publicKey()),
              Rows.base64(pair.encrypted().ciphertext()),
              plain
                  ? Optional.of(
                      pair.privateKey().open(SecretAccess.revealingSecrets(), Rows::base64))
                  : Optional.empty()));
    }
  }
}
