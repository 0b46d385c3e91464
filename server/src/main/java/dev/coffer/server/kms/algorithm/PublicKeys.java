package dev.coffer.server.kms.algorithm;

/** Public keys, which are always worked out from the private ones and never kept. */
public final class PublicKeys {
  private PublicKeys() {}

  /** The public half of a private key, as X.509 SubjectPublicKeyInfo. */
  public static byte[] of(byte[] privateKey) {
    return Der.encoded(Der.publicKey(privateKey));
  }
}
