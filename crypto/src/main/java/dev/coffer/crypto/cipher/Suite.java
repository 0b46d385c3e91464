package dev.coffer.crypto.cipher;

import java.util.Arrays;
import java.util.Optional;

/** The ciphers that the formats know, with the names and numbers they have on the wire. */
public enum Suite {
  /** NIST SP 800-38D. */
  AES_256_GCM(1, "AES-256-GCM", 32),
  /** GB/T 32907 in the mode of RFC 8998. */
  SM4_GCM(2, "SM4-GCM", 16);

  public static final int NONCE_LENGTH = 12;

  /** What GCM takes as well, hashing it: for keys under which more is sealed than 12 bytes bear. */
  public static final int LONG_NONCE_LENGTH = 16;

  public static final int TAG_LENGTH = 16;

  private final int id;
  private final String wireName;
  private final int keyLength;

  Suite(int id, String wireName, int keyLength) {
    this.id = id;
    this.wireName = wireName;
    this.keyLength = keyLength;
  }

  public int id() {
    return id;
  }

  public String wireName() {
    return wireName;
  }

  public int keyLength() {
    return keyLength;
  }

  public static Optional<Suite> ofId(int id) {
    return Arrays.stream(values()).filter(suite -> suite.id == id).findFirst();
  }

  public static Optional<Suite> ofWireName(String name) {
    return Arrays.stream(values()).filter(suite -> suite.wireName.equals(name)).findFirst();
  }
}
