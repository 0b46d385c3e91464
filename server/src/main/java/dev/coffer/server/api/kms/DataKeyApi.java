package dev.coffer.server.api.kms;

import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.datakey.DataKeys;
import dev.coffer.server.kms.masterkey.KeyOperation;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.RefusedFields;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Data keys: made, wrapped and unwrapped under master keys. */
final class DataKeyApi {
  private static final int DEFAULT_BITS = 256;
  private static final int MOST_BYTES = 1024;
  private static final HexFormat HEX = HexFormat.of();

  private final DataKeys dataKeys;

  DataKeyApi(DataKeys dataKeys) {
    this.dataKeys = dataKeys;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row(
            "CreateDatakey",
            "create-datakey",
            Rows.use("dek:create"),
            CreateRequest.class,
            this::create),
        Rows.row(
            "CreateDatakeyWithoutPlaintext",
            "create-datakey-without-plaintext",
            Rows.use("dek:createWithoutPlaintext"),
            CreateRequest.class,
            this::createWithoutPlaintext),
        Rows.row(
            "EncryptDatakey",
            "encrypt-datakey",
            Rows.use("dek:encrypt"),
            EncryptRequest.class,
            this::encrypt),
        Rows.row(
            "DecryptDatakey",
            "decrypt-datakey",
            Rows.use("dek:decrypt"),
            DecryptRequest.class,
            this::decrypt));
  }

  /** The sizes that a data key can be asked for by name. */
  private enum Spec {
    AES_256(256),
    AES_128(128),
    SM4(128),
    HMAC_256(256),
    HMAC_384(384),
    HMAC_512(512),
    HMAC_SM3(256);

    private final int bits;

    Spec(int bits) {
      this.bits = bits;
    }
  }

  @RefusedFields({"pin", "pin_type"})
  record CreateRequest(
      @Nullable String keyId,
      @Nullable String keySpec,
      @Nullable String datakeyLength,
      @Nullable String additionalAuthenticatedData,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record CreateResponse(KeyId keyId, String plainText, String cipherText) {
    @Override
    public String toString() {
      return "CreateResponse[" + keyId + ", hidden]";
    }
  }

  record CiphertextResponse(KeyId keyId, String cipherText) {}

  private Reply create(Call<CreateRequest> call) {
    try (DataKey key = made(call, KeyOperation.CREATE_DATAKEY)) {
      return Reply.of(
          new CreateResponse(
              key.wrapped().keyId(),
              hex(key.plaintext()),
              HEX.formatHex(key.wrapped().ciphertext())));
    }
  }

  private Reply createWithoutPlaintext(Call<CreateRequest> call) {
    try (DataKey key = made(call, KeyOperation.CREATE_DATAKEY_WITHOUT_PLAINTEXT)) {
      return Reply.of(
          new CiphertextResponse(key.wrapped().keyId(), HEX.formatHex(key.wrapped().ciphertext())));
    }
  }

  private DataKey made(Call<CreateRequest> call, KeyOperation operation) {
    Inputs inputs = call.inputs();
    CreateRequest request = call.body();
    KeyReference reference = Rows.key(inputs, request.keyId());
    return dataKeys.create(
        Rows.user(call),
        reference,
        operation,
        bits(inputs, request) / Byte.SIZE,
        Rows.associated(request.additionalAuthenticatedData()));
  }

  // The vendor's order: a length wins over a name, and 256 bits are the default.
  private static int bits(Inputs inputs, CreateRequest request) {
    if (request.datakeyLength() != null) {
      int bits =
          inputs.number(
              "datakey_length", request.datakeyLength(), Integer.MIN_VALUE, Integer.MAX_VALUE);
      if (bits % Byte.SIZE != 0) {
        throw inputs.refusal("datakey_length", Reason.WRONG_FORM);
      }
      return bits;
    }
    return request.keySpec() == null
        ? DEFAULT_BITS
        : inputs.oneOf("key_spec", Spec.class, request.keySpec()).bits;
  }

  @RefusedFields({"pin", "pin_type"})
  record EncryptRequest(
      @Nullable String keyId,
      @Nullable SecretText plainText,
      @Nullable String datakeyPlainLength,
      @Nullable String additionalAuthenticatedData,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record EncryptResponse(KeyId keyId, String cipherText, String datakeyLength) {}

  private Reply encrypt(Call<EncryptRequest> call) {
    Inputs inputs = call.inputs();
    EncryptRequest request = call.body();
    KeyReference reference = Rows.key(inputs, request.keyId());
    String length = inputs.present("datakey_plain_length", request.datakeyPlainLength());
    int bytes = inputs.number("datakey_plain_length", length, Integer.MIN_VALUE, Integer.MAX_VALUE);
    byte[] keyAndDigest =
        bytes(inputs, "plain_text", inputs.present("plain_text", request.plainText()).reveal());
    try {
      DataKey.Wrapped wrapped =
          dataKeys.wrap(
              Rows.user(call),
              reference,
              keyAndDigest,
              bytes,
              Rows.associated(request.additionalAuthenticatedData()));
      return Reply.of(
          new EncryptResponse(
              wrapped.keyId(), HEX.formatHex(wrapped.ciphertext()), String.valueOf(bytes)));
    } finally {
      Arrays.fill(keyAndDigest, (byte) 0);
    }
  }

  record DecryptRequest(
      @Nullable String keyId,
      @Nullable String cipherText,
      @Nullable String datakeyCipherLength,
      @Nullable String additionalAuthenticatedData,
      @Nullable String sequence)
      implements Rows.Sequenced {}

  record DecryptResponse(String dataKey, String datakeyLength, String datakeyDgst) {
    @Override
    public String toString() {
      return "DecryptResponse[hidden]";
    }
  }

  private Reply decrypt(Call<DecryptRequest> call) {
    Inputs inputs = call.inputs();
    DecryptRequest request = call.body();
    KeyReference reference = Rows.key(inputs, request.keyId());
    byte[] ciphertext =
        bytes(inputs, "cipher_text", inputs.present("cipher_text", request.cipherText()));
    String length = inputs.present("datakey_cipher_length", request.datakeyCipherLength());
    int expected = inputs.number("datakey_cipher_length", length, 1, MOST_BYTES);
    byte[] associated = Rows.associated(request.additionalAuthenticatedData());
    try (SecretBytes key = dataKeys.unwrap(Rows.user(call), reference, ciphertext, associated)) {
      if (key.length() != expected) {
        throw inputs.refusal("datakey_cipher_length", Reason.MISMATCH);
      }
      return Reply.of(
          new DecryptResponse(
              hex(key),
              String.valueOf(key.length()),
              key.open(SecretAccess.revealingSecrets(), DataKeyApi::digest)));
    }
  }

  private static String hex(SecretBytes secret) {
    return secret.open(SecretAccess.revealingSecrets(), HEX::formatHex);
  }

  /** SHA-256, in the capitals of the vendor's examples. */
  private static String digest(byte[] bytes) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
          .toUpperCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(Inputs inputs, String field, String hex) {
    try {
      return HEX.parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw inputs.refusal(field, Reason.WRONG_FORM);
    }
  }
}
