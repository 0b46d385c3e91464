package dev.coffer.server.kms.masterkey;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.algorithm.PublicKeyEncryption;
import dev.coffer.server.seal.SecretSeal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * The wrapping key of one import, sealed for one master key: the second it expires, the number of
 * its algorithm, then the sealed private key. The clear part is bound to the sealed one.
 */
record ImportToken(KeyId keyId, PublicKeyEncryption algorithm, Instant expiresAt) {
  private static final int CLEAR = Long.BYTES + 1;

  /** Takes the clear part of a token that came with a key; nothing of it is believed yet. */
  static ImportToken parse(KeyId keyId, byte[] token) {
    if (token.length <= CLEAR) {
      throw refused();
    }
    long second = ByteBuffer.wrap(token).getLong();
    if (second < 0 || second > Instant.MAX.getEpochSecond()) {
      throw refused();
    }
    return new ImportToken(keyId, algorithm(token[CLEAR - 1]), Instant.ofEpochSecond(second));
  }

  byte[] seal(SecretSeal seal, SecretBytes privateKey) {
    byte[] sealed = Base64.getDecoder().decode(seal.seal(place(), privateKey));
    return ByteBuffer.allocate(CLEAR + sealed.length)
        .putLong(expiresAt.getEpochSecond())
        .put(number(algorithm))
        .put(sealed)
        .array();
  }

  private static byte number(PublicKeyEncryption algorithm) {
    return switch (algorithm) {
      case RSAES_OAEP_SHA_256 -> 1;
      case SM2_ENCRYPT -> 2;
    };
  }

  private static PublicKeyEncryption algorithm(byte number) {
    for (PublicKeyEncryption algorithm : PublicKeyEncryption.values()) {
      if (number(algorithm) == number) {
        return algorithm;
      }
    }
    throw refused();
  }

  /** The private key; a token of another key, another server or an altered one is refused. */
  SecretBytes open(SecretSeal seal, byte[] token) {
    byte[] sealed = Arrays.copyOfRange(token, CLEAR, token.length);
    return seal.open(place(), Base64.getEncoder().encodeToString(sealed))
        .orElseThrow(ImportToken::refused);
  }

  private String place() {
    return "import key " + keyId + " by " + algorithm + " until " + expiresAt.getEpochSecond();
  }

  private static Refusal refused() {
    return new Refusal(Failure.KMS_2605, "import_token", Reason.MISMATCH);
  }
}
