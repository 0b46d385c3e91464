package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.digest.HashFunction;
import java.util.Arrays;
import java.util.Optional;

/** What a volume is sealed with, under the names and numbers that its header carries. */
public enum BlockSuite {
  /** AES-256-CBC with a fresh random vector for each write, then GMAC; HMAC-SHA-256 elsewhere. */
  GENERAL_CIPHER(1, "generalCipher", 32),
  /** SM4-GCM for blocks, HMAC-SM3 for all else. */
  SM_COMPATIBLE(2, "SMcompatible", 16);

  private final int id;
  private final String wireName;
  private final int keyLength;

  BlockSuite(int id, String wireName, int keyLength) {
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

  /** Length of the volume's data key. */
  public int keyLength() {
    return keyLength;
  }

  /** Of the tags beside those of blocks. */
  HashFunction hashFunction() {
    return switch (this) {
      case GENERAL_CIPHER -> HashFunction.SHA_256;
      case SM_COMPATIBLE -> HashFunction.SM3;
    };
  }

  public static Optional<BlockSuite> ofId(int id) {
    return Arrays.stream(values()).filter(suite -> suite.id == id).findFirst();
  }

  public static Optional<BlockSuite> ofWireName(String name) {
    return Arrays.stream(values()).filter(suite -> suite.wireName.equals(name)).findFirst();
  }
}
