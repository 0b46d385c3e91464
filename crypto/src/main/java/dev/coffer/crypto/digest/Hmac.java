package dev.coffer.crypto.digest;

/**
 * HMAC (RFC 2104) under one key that was set up once, for one thread at a time. The trap: the key
 * lives in it for as long as it does and cannot be zeroed.
 */
public interface Hmac {
  void update(byte[] bytes);

  /** The tag of everything since the last one, of {@link HashFunction#LENGTH} bytes. */
  byte[] finish();
}
