package dev.coffer.server.remotekms;

import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.datakey.UnboundKeys;
import dev.coffer.server.kms.ring.KeyContext;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Master keys of another KMS; callers name them by the ids that they have there. Every project of
 * this server uses the keys of the one project that the account is for. What a data key is for goes
 * into the authenticated data of that KMS; the trap: whoever may open data keys there can say the
 * same.
 */
public final class RemoteKeys implements BackupKeys {
  /** Where the API does not tell which version wrapped a data key; the wrapping itself knows. */
  static final String VERSION = "remote";

  /** By how much a wrapped data key is longer than the key: the vendor's own formula. */
  private static final int OVERHEAD = 124;

  private static final String ASSOCIATED = "additional_authenticated_data";

  private static final Set<Failure> UNTOLD =
      EnumSet.of(Failure.KMS_0306, Failure.KMS_0307, Failure.KMS_0312);

  private static final HexFormat HEX = HexFormat.of();

  private final RemoteKms kms;
  private final UnboundKeys unbound;

  public RemoteKeys(RemoteKms kms, UnboundKeys unbound) {
    this.kms = kms;
    this.unbound = unbound;
  }

  @Override
  public Standing standing(ProjectId projectId, KeyId keyId) {
    JsonNode key;
    try {
      key = kms.call("describe-key", Map.of("key_id", keyId)).path("key_info");
    } catch (Refusal refusal) {
      if (refusal.failure() == Failure.KMS_0207) {
        return Standing.ABSENT;
      }
      throw refusal;
    }
    return switch (text(key, "key_state")) {
      case "2" -> enabled(key);
      case "4" -> Standing.PENDING_DELETION;
      case "5" -> Standing.PENDING_IMPORT;
      default -> Standing.DISABLED;
    };
  }

  private static Standing enabled(JsonNode key) {
    return switch (text(key, "key_spec")) {
      case "AES_256" -> Standing.USABLE_AES_256;
      case "SM4" -> Standing.USABLE_SM4;
      default -> Standing.UNSUITABLE;
    };
  }

  @Override
  public String name(ProjectId projectId, KeyId keyId) {
    return text(kms.call("describe-key", Map.of("key_id", keyId)).path("key_info"), "key_alias");
  }

  @Override
  public DataKey newDataKey(ProjectId projectId, KeyId keyId, KeyContext context, int length) {
    String before = version(keyId);
    JsonNode made =
        kms.call(
            "create-datakey",
            Map.of(
                "key_id",
                keyId,
                "datakey_length",
                String.valueOf(length * Byte.SIZE),
                ASSOCIATED,
                context.text()));
    byte[] wrapped = bytes(made, "cipher_text");
    SecretBytes plaintext = secret(made, "plain_text", length);
    return new DataKey(plaintext, wrapped, before.equals(version(keyId)) ? before : VERSION);
  }

  // The answer to create-datakey has no version, but as many were made as there were rotations.
  // Keys that were brought do not rotate, and the account may not be let ask.
  private String version(KeyId keyId) {
    try {
      JsonNode rotations =
          kms.call("get-key-rotation-status", Map.of("key_id", keyId)).path("number_of_rotations");
      return rotations.isInt() ? String.valueOf(rotations.asInt() + 1) : VERSION;
    } catch (Refusal refusal) {
      if (UNTOLD.contains(refusal.failure())) {
        return VERSION;
      }
      throw refusal;
    }
  }

  @Override
  public SecretBytes unwrap(ProjectId projectId, KeyId keyId, KeyContext context, byte[] wrapped) {
    int length = wrapped.length - OVERHEAD;
    var request = new HashMap<String, Object>();
    request.put("key_id", keyId);
    request.put("cipher_text", HEX.formatHex(wrapped));
    request.put("datakey_cipher_length", String.valueOf(length));
    boolean before = unbound.admits(context, wrapped);
    if (!before) {
      request.put(ASSOCIATED, context.text());
    }
    SecretBytes key = opened(kms.call("decrypt-datakey", request), length);
    if (before) {
      unbound.saw(context, List.of(wrapped));
    }
    return key;
  }

  private static SecretBytes opened(JsonNode opened, int length) {
    SecretBytes key = secret(opened, "data_key", length);
    byte[] digest = key.open(SecretAccess.revealingSecrets(), HashFunction.SHA_256::digest);
    if (!MessageDigest.isEqual(digest, bytes(opened, "datakey_dgst"))) {
      key.close();
      throw new Refusal(Failure.KMS_2201, "datakey_dgst", Reason.MISMATCH);
    }
    return key;
  }

  private static SecretBytes secret(JsonNode answer, String field, int length) {
    SecretBytes secret = SecretBytes.absorb(bytes(answer, field));
    if (secret.length() != length) {
      secret.close();
      throw new Refusal(Failure.KMS_0102, field, Reason.WRONG_FORM);
    }
    return secret;
  }

  private static byte[] bytes(JsonNode answer, String field) {
    try {
      return HEX.parseHex(text(answer, field));
    } catch (IllegalArgumentException _) {
      throw new Refusal(Failure.KMS_0102, field, Reason.WRONG_FORM);
    }
  }

  private static String text(JsonNode answer, String field) {
    JsonNode value = answer.path(field);
    if (!value.isString()) {
      throw new Refusal(Failure.KMS_0102, field, Reason.MISSING);
    }
    return value.asString();
  }
}
