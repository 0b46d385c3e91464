package dev.coffer.crypto.cipher;

import javax.crypto.AEADBadTagException;

/**
 * One key of one suite, for one thread at a time. Sealed output is the ciphertext followed by the
 * tag. Input and output may be the same place of the same array, but must not overlap otherwise.
 * The trap: a nonce used twice under one key gives the key stream away, and nothing here can notice
 * it; the caller counts.
 */
public interface Aead extends AutoCloseable {

  /**
   * Writes {@code length + 16} bytes.
   *
   * @return the number of bytes written
   */
  int seal(
      byte[] nonce,
      byte[] associated,
      byte[] in,
      int inOffset,
      int length,
      byte[] out,
      int outOffset);

  /**
   * Writes {@code length - 16} bytes, {@code length} being that of ciphertext and tag together.
   *
   * @return the number of bytes written
   * @throws AEADBadTagException if key, nonce, associated data, ciphertext and tag do not belong
   *     together; the output place then holds zeroes, never unauthenticated plaintext
   */
  int open(
      byte[] nonce,
      byte[] associated,
      byte[] in,
      int inOffset,
      int length,
      byte[] out,
      int outOffset)
      throws AEADBadTagException;

  /** Wipes the key where the library allows it; any use after that fails. */
  @Override
  void close();
}
