package dev.coffer.crypto.cipher.mac;

import dev.coffer.crypto.digest.HashFunction;

/**
 * HMAC (RFC 2104) of short messages under one key, again and again, for one thread at a time. By
 * libcrypto where the machine has one that works, at full speed from the first message; else by
 * {@link HashFunction}.
 */
public sealed interface HmacEngine extends AutoCloseable permits LibCryptoHmac, PortableHmac {

  /** Copies the key. */
  static HmacEngine of(HashFunction hash, byte[] key) {
    return LibCryptoHmac.SERVED.contains(hash)
        ? new LibCryptoHmac(hash, key)
        : new PortableHmac(hash.hmac(key));
  }

  /** Writes the {@link HashFunction#LENGTH} bytes of a message's tag. */
  void tag(byte[] message, int offset, int length, byte[] out, int outOffset);

  /** Wipes the key where the library allows it. */
  @Override
  void close();
}
