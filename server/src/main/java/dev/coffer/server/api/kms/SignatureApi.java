package dev.coffer.server.api.kms;

import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.algorithm.MacAlgorithm;
import dev.coffer.server.kms.algorithm.SigningAlgorithm;
import dev.coffer.server.kms.datakey.Signatures;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Signatures and message authentication codes; messages and what is made of them in Base64. */
final class SignatureApi {
  private final Signatures signatures;

  SignatureApi(Signatures signatures) {
    this.signatures = signatures;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row("Sign", "sign", Rows.use("cmk:sign"), SignRequest.class, this::sign),
        Rows.row(
            "ValidateSignature",
            "verify",
            Rows.use("cmk:verify"),
            VerifyRequest.class,
            this::verify),
        Rows.row(
            "ShowPublicKey",
            "get-publickey",
            Rows.read("cmk:getPublicKey"),
            KeyApi.KeyRequest.class,
            this::publicKey),
        Rows.row(
            "GenerateMac",
            "generate-mac",
            Rows.use("cmk:generateMac"),
            MacRequest.class,
            this::generateMac),
        Rows.row(
            "VerifyMac",
            "verify-mac",
            Rows.use("cmk:verifyMac"),
            VerifyMacRequest.class,
            this::verifyMac));
  }

  record SignRequest(
      @Nullable String keyId,
      @Nullable String message,
      @Nullable String signingAlgorithm,
      @Nullable String messageType,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record SignResponse(KeyId keyId, String signature) {}

  private Reply sign(Call<SignRequest> call) {
    Inputs inputs = call.inputs();
    SignRequest request = call.body();
    Signatures.Signed signed =
        signatures.sign(
            call.projectId(),
            Rows.key(inputs, request.keyId()),
            message(inputs, request.message(), request.messageType()),
            algorithm(inputs, request.signingAlgorithm()));
    return Reply.of(new SignResponse(signed.keyId(), Rows.base64(signed.value())));
  }

  record VerifyRequest(
      @Nullable String keyId,
      @Nullable String message,
      @Nullable String signature,
      @Nullable String signingAlgorithm,
      @Nullable String messageType,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record VerifyResponse(KeyId keyId, String signatureValid) {}

  private Reply verify(Call<VerifyRequest> call) {
    Inputs inputs = call.inputs();
    VerifyRequest request = call.body();
    Signatures.Verified verified =
        signatures.verify(
            call.projectId(),
            Rows.key(inputs, request.keyId()),
            message(inputs, request.message(), request.messageType()),
            algorithm(inputs, request.signingAlgorithm()),
            Rows.base64(inputs, "signature", request.signature()));
    return Reply.of(new VerifyResponse(verified.keyId(), String.valueOf(verified.valid())));
  }

  private static SigningAlgorithm algorithm(Inputs inputs, @Nullable String name) {
    return inputs.oneOf(
        "signing_algorithm", SigningAlgorithm.class, inputs.present("signing_algorithm", name));
  }

  private static Signatures.Message message(
      Inputs inputs, @Nullable String message, @Nullable String type) {
    return new Signatures.Message(
        inputs.oneOf(
            "message_type",
            Signatures.Message.Type.class,
            Objects.requireNonNullElse(type, "DIGEST")),
        Rows.base64(inputs, "message", message));
  }

  record PublicKeyResponse(KeyId keyId, String publicKey) {}

  private Reply publicKey(Call<KeyApi.KeyRequest> call) {
    Signatures.Signed key =
        signatures.publicKey(call.projectId(), Rows.key(call.inputs(), call.body().keyId()));
    return Reply.of(new PublicKeyResponse(key.keyId(), pem(key.value())));
  }

  private static String pem(byte[] publicKey) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey)
        + "\n-----END PUBLIC KEY-----\n";
  }

  record MacRequest(@Nullable String keyId, @Nullable String macAlgorithm, @Nullable String message)
      implements Rows.Sequenced {
    @Override
    public @Nullable String sequence() {
      return null;
    }
  }

  record MacResponse(KeyId keyId, String macAlgorithm, String mac) {}

  private Reply generateMac(Call<MacRequest> call) {
    Inputs inputs = call.inputs();
    MacRequest request = call.body();
    MacAlgorithm algorithm = macAlgorithm(inputs, request.macAlgorithm());
    Signatures.Signed mac =
        signatures.authenticate(
            call.projectId(),
            Rows.key(inputs, request.keyId()),
            Rows.base64(inputs, "message", request.message()),
            algorithm);
    return Reply.of(new MacResponse(mac.keyId(), algorithm.name(), Rows.base64(mac.value())));
  }

  record VerifyMacRequest(
      @Nullable String keyId,
      @Nullable String macAlgorithm,
      @Nullable String message,
      @Nullable String mac)
      implements Rows.Sequenced {
    @Override
    public @Nullable String sequence() {
      return null;
    }
  }

  record VerifyMacResponse(KeyId keyId, String macAlgorithm, boolean macValid) {}

  private Reply verifyMac(Call<VerifyMacRequest> call) {
    Inputs inputs = call.inputs();
    VerifyMacRequest request = call.body();
    MacAlgorithm algorithm = macAlgorithm(inputs, request.macAlgorithm());
    Signatures.Verified verified =
        signatures.verifyMac(
            call.projectId(),
            Rows.key(inputs, request.keyId()),
            Rows.base64(inputs, "message", request.message()),
            algorithm,
            Rows.base64(inputs, "mac", request.mac()));
    return Reply.of(new VerifyMacResponse(verified.keyId(), algorithm.name(), verified.valid()));
  }

  private static MacAlgorithm macAlgorithm(Inputs inputs, @Nullable String name) {
    return inputs.oneOf("mac_algorithm", MacAlgorithm.class, inputs.present("mac_algorithm", name));
  }
}
