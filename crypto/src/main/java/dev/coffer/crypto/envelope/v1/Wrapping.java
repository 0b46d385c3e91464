package dev.coffer.crypto.envelope.v1;

import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

/** The data key as one version of one KMS key wrapped it; {@code wrapped} is base64. */
public record Wrapping(String keyId, String keyVersion, String wrapped, Instant createdAt) {

  public Wrapping {
    Text.require("key id", keyId);
    Text.require("key version", keyVersion);
    Objects.requireNonNull(createdAt, "created at");
    if (Base64.getDecoder().decode(wrapped).length == 0) {
      throw new IllegalArgumentException("wrapped key of " + keyId + " is empty");
    }
  }

  public static Wrapping of(String keyId, String keyVersion, byte[] wrapped, Instant createdAt) {
    return new Wrapping(keyId, keyVersion, Base64.getEncoder().encodeToString(wrapped), createdAt);
  }

  /** What to hand to the KMS. */
  public byte[] wrappedBytes() {
    return Base64.getDecoder().decode(wrapped);
  }
}
