package dev.coffer.crypto.cipher.mac;

/**
 * AES-256-CBC without padding and GMAC (AES-256-GCM over nothing but associated data) under one
 * pair of keys, for one thread at a time. They are two calls because what the tag covers is the
 * format's to say. The traps: decrypting tells nothing of whether the bytes are authentic, so ask
 * first; and two tags under one vector give away the key of the tag, so a vector serves one tag.
 */
public sealed interface CbcGmacEngine extends AutoCloseable permits LibCryptoCbcGmac, JdkCbcGmac {
  /** The key of the cipher, then that of the tag. */
  int KEYS_LENGTH = 64;

  int KEY_LENGTH = 32;
  int VECTOR_LENGTH = 16;
  int TAG_LENGTH = 16;

  /** By libcrypto where the machine has one that works, else by the JDK; copies the keys. */
  static CbcGmacEngine of(byte[] keys) {
    return LibCryptoCbcGmac.SERVES ? new LibCryptoCbcGmac(keys) : new JdkCbcGmac(keys);
  }

  /** Whole blocks of 16 bytes; input and output must not overlap unless they are the same. */
  void encrypt(byte[] vector, byte[] in, int inOffset, int length, byte[] out, int outOffset);

  void decrypt(byte[] vector, byte[] in, int inOffset, int length, byte[] out, int outOffset);

  /** The tag over a head and what follows it. */
  void tag(byte[] vector, byte[] head, byte[] in, int offset, int length, byte[] tag);

  /** Whether that is their tag; compares in constant time. */
  boolean isAuthentic(byte[] vector, byte[] head, byte[] in, int offset, int length, byte[] tag);

  /** Wipes the keys where the library allows it. */
  @Override
  void close();
}
