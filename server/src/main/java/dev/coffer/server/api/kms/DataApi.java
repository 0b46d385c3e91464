package dev.coffer.server.api.kms;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.algorithm.PublicKeyEncryption;
import dev.coffer.server.kms.datakey.Data;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Small data under master keys, and random bytes. */
final class DataApi {
  private static final String SYMMETRIC = "SYMMETRIC_DEFAULT";
  private static final int MOST_RANDOM_BITS = 8192;

  private final Data data;
  private final SecureRandom random;

  DataApi(Data data, SecureRandom random) {
    this.data = data;
    this.random = random;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row(
            "EncryptData",
            "encrypt-data",
            Rows.use("cmk:encryptData"),
            EncryptRequest.class,
            this::encrypt),
        Rows.row(
            "DecryptData",
            "decrypt-data",
            Rows.use("cmk:decryptData"),
            DecryptRequest.class,
            this::decrypt),
        Rows.row(
            "CreateRandom",
            "gen-random",
            Rows.use("cmk:generate"),
            RandomRequest.class,
            this::random));
  }

  record EncryptRequest(
      @Nullable String keyId,
      @Nullable SecretText plainText,
      @Nullable String encryptionAlgorithm,
      @Nullable String additionalAuthenticatedData,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record EncryptResponse(KeyId keyId, String cipherText) {}

  private Reply encrypt(Call<EncryptRequest> call) {
    Inputs inputs = call.inputs();
    EncryptRequest request = call.body();
    KeyReference reference = Rows.key(inputs, request.keyId());
    Optional<PublicKeyEncryption> algorithm = algorithm(inputs, request.encryptionAlgorithm());
    try (SecretBytes plaintext = inputs.present("plain_text", request.plainText()).bytes()) {
      Data.Encrypted encrypted =
          algorithm.isPresent()
              ? data.encrypt(Rows.user(call), reference, plaintext, algorithm.get())
              : data.encrypt(
                  Rows.user(call),
                  reference,
                  plaintext,
                  Rows.associated(request.additionalAuthenticatedData()));
      return Reply.of(new EncryptResponse(encrypted.keyId(), Rows.base64(encrypted.ciphertext())));
    }
  }

  record DecryptRequest(
      @Nullable String cipherText,
      @Nullable String encryptionAlgorithm,
      @Nullable String keyId,
      @Nullable String additionalAuthenticatedData,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record DecryptResponse(KeyId keyId, String plainText, String plainTextBase64) {
    @Override
    public String toString() {
      return "DecryptResponse[" + keyId + ", hidden]";
    }
  }

  private Reply decrypt(Call<DecryptRequest> call) {
    Inputs inputs = call.inputs();
    DecryptRequest request = call.body();
    byte[] ciphertext = Rows.base64(inputs, "cipher_text", request.cipherText());
    Optional<PublicKeyEncryption> algorithm = algorithm(inputs, request.encryptionAlgorithm());
    Data.Decrypted decrypted =
        algorithm.isPresent()
            ? data.decrypt(
                Rows.user(call), Rows.key(inputs, request.keyId()), ciphertext, algorithm.get())
            : data.decrypt(
                Rows.user(call),
                ciphertext,
                Rows.associated(request.additionalAuthenticatedData()));
    try (SecretBytes plaintext = decrypted.plaintext()) {
      return Reply.of(
          plaintext.open(
              SecretAccess.revealingSecrets(),
              bytes ->
                  new DecryptResponse(
                      decrypted.keyId(),
                      new String(bytes, StandardCharsets.UTF_8),
                      Rows.base64(bytes))));
    }
  }

  /** Empty for the symmetric cipher of the key, which needs no name. */
  private static Optional<PublicKeyEncryption> algorithm(Inputs inputs, @Nullable String name) {
    return name == null || name.equals(SYMMETRIC)
        ? Optional.empty()
        : Optional.of(inputs.oneOf("encryption_algorithm", PublicKeyEncryption.class, name));
  }

  record RandomRequest(@Nullable String randomDataLength, @Nullable String sequence)
      implements Rows.Sequenced {}

  record RandomResponse(String randomData) {
    @Override
    public String toString() {
      return "RandomResponse[hidden]";
    }
  }

  private Reply random(Call<RandomRequest> call) {
    Inputs inputs = call.inputs();
    String length = inputs.present("random_data_length", call.body().randomDataLength());
    int bits = inputs.number("random_data_length", length, Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (bits < Byte.SIZE || bits > MOST_RANDOM_BITS || bits % Byte.SIZE != 0) {
      throw Refusal.outside(Failure.KMS_1801, "random_data_length", Byte.SIZE, MOST_RANDOM_BITS);
    }
    byte[] bytes = new byte[bits / Byte.SIZE];
    random.nextBytes(bytes);
    return Reply.of(new RandomResponse(HexFormat.of().formatHex(bytes)));
  }
}
