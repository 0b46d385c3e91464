package dev.coffer.crypto.envelope.v1;

/** SHA-256 of the engine's stream before compression, as hexadecimal. */
public record Digest(String algorithm, String value) {
  public static final String SHA_256 = "SHA-256";

  public Digest {
    if (!algorithm.equals(SHA_256)) {
      throw new IllegalArgumentException("unknown digest algorithm: " + algorithm);
    }
    if (!value.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256 digest: " + value);
    }
  }

  public static Digest sha256(String hex) {
    return new Digest(SHA_256, hex);
  }
}
