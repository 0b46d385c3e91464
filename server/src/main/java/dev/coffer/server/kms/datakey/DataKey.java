package dev.coffer.server.kms.datakey;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.ring.Ciphertext;
import dev.coffer.server.kms.ring.KeySpec;

/**
 * A data key in the clear together with its wrapping. The holder closes it, which zeroes the
 * plaintext; the wrapping may be kept anywhere.
 */
public final class DataKey implements AutoCloseable {
  private final SecretBytes plaintext;
  private final Wrapped wrapped;

  /** A data key under a master key, as it may be stored and sent. */
  public static final class Wrapped {
    private final Ciphertext key;

    Wrapped(Ciphertext key) {
      this.key = key;
    }

    public byte[] ciphertext() {
      return key.copy();
    }

    public KeyId keyId() {
      return key.header().keyId();
    }

    public int keyVersion() {
      return key.header().version();
    }

    public KeySpec spec() {
      return key.header().spec();
    }
  }

  DataKey(SecretBytes plaintext, Wrapped wrapped) {
    this.plaintext = plaintext;
    this.wrapped = wrapped;
  }

  /** The key itself; it lives as long as this. */
  public SecretBytes plaintext() {
    return plaintext;
  }

  public Wrapped wrapped() {
    return wrapped;
  }

  @Override
  public void close() {
    plaintext.close();
  }
}
