package dev.coffer.server.kms.algorithm;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.SecretKeySpec;

/** AES key wrap with padding (RFC 5649), in which owners bring private keys. */
public final class KeyWrap {
  private static final int BLOCK = 8;
  private static final int SHORTEST = 2 * BLOCK;

  private KeyWrap() {}

  /** The bytes that were wrapped; empty where this key did not wrap them. */
  public static Optional<byte[]> unwrap(byte[] key, byte[] wrapped) {
    if (wrapped.length < SHORTEST || wrapped.length % BLOCK != 0) {
      return Optional.empty();
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"));
      return Optional.of(cipher.doFinal(wrapped));
    } catch (BadPaddingException | IllegalBlockSizeException | InvalidKeyException _) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new ProviderException("the JDK offers no AES key wrap", e);
    }
  }
}
