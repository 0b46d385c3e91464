package dev.coffer.server.iam.signature;

import dev.coffer.crypto.digest.HashFunction;
import java.util.Optional;

/** The signature schemes of the vendor's clients that are accepted, by their wire names. */
enum SigningAlgorithm {
  SDK_HMAC_SHA256("SDK-HMAC-SHA256", HashFunction.SHA_256, "Access", "x-sdk-content-sha256"),
  SDK_HMAC_SM3("SDK-HMAC-SM3", HashFunction.SM3, "Access", "x-sdk-content-sm3"),
  /** The key is derived for a day, a region and a service; the secret key itself signs nothing. */
  V11_HMAC_SHA256("V11-HMAC-SHA256", HashFunction.SHA_256, "Credential", "x-sdk-content-sha256"),
  /** Client and server derive the same key pair from the secret key ({@link DerivedKeyPair}). */
  SDK_ECDSA_P256_SHA256(
      "SDK-ECDSA-P256-SHA256", HashFunction.SHA_256, "Access", "x-sdk-content-sha256"),
  SDK_SM2_SM3("SDK-SM2-SM3", HashFunction.SM3, "Access", "x-sdk-content-sm3");

  private final String word;
  private final HashFunction hash;
  private final String identityField;
  private final String bodyDigestHeader;

  SigningAlgorithm(String word, HashFunction hash, String identityField, String bodyDigestHeader) {
    this.word = word;
    this.hash = hash;
    this.identityField = identityField;
    this.bodyDigestHeader = bodyDigestHeader;
  }

  static Optional<SigningAlgorithm> of(String word) {
    for (SigningAlgorithm algorithm : values()) {
      if (algorithm.word.equals(word)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether signatures are made by a key pair: in DER, of a length that varies, and different each
   * time that the same text is signed.
   */
  boolean isByKeyPair() {
    return this == SDK_ECDSA_P256_SHA256 || this == SDK_SM2_SM3;
  }

  String word() {
    return word;
  }

  HashFunction hash() {
    return hash;
  }

  /** The field of the authorization header that holds the access key. */
  String identityField() {
    return identityField;
  }

  /** The header in which a client may state the body's digest. */
  String bodyDigestHeader() {
    return bodyDigestHeader;
  }
}
