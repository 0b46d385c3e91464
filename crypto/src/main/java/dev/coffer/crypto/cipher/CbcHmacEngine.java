package dev.coffer.crypto.cipher;

/**
 * AES-256-CBC without padding and HMAC-SHA-256 under one pair of keys, for one thread at a time.
 * They are two calls because what the tag covers is the format's to say. The trap: decrypting tells
 * nothing of whether the bytes are authentic; compare the tag first.
 */
public sealed interface CbcHmacEngine extends AutoCloseable permits LibCryptoCbcHmac, JdkCbcHmac {
  /** The key of the cipher, then that of the tag. */
  int KEYS_LENGTH = 64;

  int KEY_LENGTH = 32;
  int VECTOR_LENGTH = 16;
  int TAG_LENGTH = 32;

  /** By libcrypto where the machine has one that works, else by the JDK; copies the keys. */
  static CbcHmacEngine of(byte[] keys) {
    return LibCryptoCbcHmac.SERVES ? new LibCryptoCbcHmac(keys) : new JdkCbcHmac(keys);
  }

  /** Whole blocks of 16 bytes; input and output must not overlap unless they are the same. */
  void encrypt(byte[] vector, byte[] in, int inOffset, int length, byte[] out, int outOffset);

  void decrypt(byte[] vector, byte[] in, int inOffset, int length, byte[] out, int outOffset);

  /** The tag over a head and what follows it. */
  void tag(byte[] head, byte[] in, int offset, int length, byte[] tag);

  /** Wipes the keys where the library allows it. */
  @Override
  void close();
}
