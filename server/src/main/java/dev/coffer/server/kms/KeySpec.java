package dev.coffer.server.kms;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;

/** The kinds of master key, by the vendor's names, each with the algorithms of its profile. */
public enum KeySpec {
  AES_256(Suite.AES_256_GCM, HashFunction.SHA_256),
  SM4(Suite.SM4_GCM, HashFunction.SM3);

  private final Suite suite;
  private final HashFunction hash;

  KeySpec(Suite suite, HashFunction hash) {
    this.suite = suite;
    this.hash = hash;
  }

  /** The spec of a name; refuses one that is unknown or not served. */
  public static KeySpec of(String name) {
    for (KeySpec spec : values()) {
      if (spec.name().equals(name)) {
        return spec;
      }
    }
    throw new Refusal(Failure.KMS_0308, "key_spec", Reason.UNKNOWN_VALUE);
  }

  public Suite suite() {
    return suite;
  }

  /** The hash function that goes with the cipher, for the digests of data keys too. */
  public HashFunction hash() {
    return hash;
  }
}
