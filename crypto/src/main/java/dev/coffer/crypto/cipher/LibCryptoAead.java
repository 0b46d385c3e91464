package dev.coffer.crypto.cipher;

import java.lang.foreign.MemorySegment;
import java.security.ProviderException;

/** One EVP context. Freeing it zeroes the key schedule: libcrypto cleanses what it frees. */
final class LibCryptoAead extends CheckedAead {
  private static final MemorySegment NULL = MemorySegment.NULL;
  private static final int OPEN = 0;
  private static final int SEAL = 1;

  private final MemorySegment written = MemorySegment.ofArray(new int[1]);
  private final MemorySegment context;
  private int nonceLength = Suite.NONCE_LENGTH;

  LibCryptoAead(MemorySegment cipher, byte[] key) {
    try {
      context = (MemorySegment) LibCryptoFunctions.CONTEXT_NEW.invokeExact();
      try {
        init(cipher, MemorySegment.ofArray(key), NULL, SEAL);
      } catch (Throwable e) {
        wipe();
        throw e;
      }
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  @Override
  void seal(Message message) {
    try {
      start(message, SEAL);
      int textEnd = message.outOffset() + message.length();
      transform(message, message.length());
      require(finish(), "EVP_CipherFinal_ex");
      tag(
          LibCryptoFunctions.GET_TAG,
          MemorySegment.ofArray(message.out()).asSlice(textEnd, Suite.TAG_LENGTH));
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  @Override
  boolean open(Message message) {
    try {
      start(message, OPEN);
      int textEnd = message.inOffset() + message.textLength();
      tag(
          LibCryptoFunctions.SET_TAG,
          MemorySegment.ofArray(message.in()).asSlice(textEnd, Suite.TAG_LENGTH));
      transform(message, message.textLength());
      boolean authentic = finish() > 0;
      if (!authentic) {
        LibCryptoFunctions.CLEAR_ERROR.invokeExact();
      }
      return authentic;
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private void start(Message message, int direction) throws Throwable {
    byte[] nonce = message.nonce();
    if (nonce.length != nonceLength) {
      require(
          (int)
              LibCryptoFunctions.CONTROL.invokeExact(
                  context, LibCryptoFunctions.SET_VECTOR_LENGTH, nonce.length, NULL),
          "EVP_CIPHER_CTX_ctrl");
      nonceLength = nonce.length;
    }
    init(NULL, NULL, MemorySegment.ofArray(nonce), direction);
  }

  private void init(MemorySegment cipher, MemorySegment key, MemorySegment nonce, int direction)
      throws Throwable {
    require(
        (int) LibCryptoFunctions.INIT.invokeExact(context, cipher, NULL, key, nonce, direction),
        "EVP_CipherInit_ex");
  }

  private void transform(Message message, int length) throws Throwable {
    byte[] associated = message.associated();
    if (associated.length > 0) {
      update(NULL, MemorySegment.ofArray(associated), associated.length);
    }
    if (length > 0) {
      update(
          MemorySegment.ofArray(message.out()).asSlice(message.outOffset(), length),
          MemorySegment.ofArray(message.in()).asSlice(message.inOffset(), length),
          length);
    }
  }

  private void update(MemorySegment out, MemorySegment in, int length) throws Throwable {
    require(
        (int) LibCryptoFunctions.UPDATE.invokeExact(context, out, written, in, length),
        "EVP_CipherUpdate");
  }

  private int finish() throws Throwable {
    // GCM holds nothing back: the final call writes no text, so its output place is never touched.
    return (int) LibCryptoFunctions.FINAL.invokeExact(context, written, written);
  }

  private void tag(int command, MemorySegment tag) throws Throwable {
    require(
        (int) LibCryptoFunctions.CONTROL.invokeExact(context, command, Suite.TAG_LENGTH, tag),
        "EVP_CIPHER_CTX_ctrl");
  }

  private static void require(int outcome, String function) {
    if (outcome <= 0) {
      throw new ProviderException(function + " returned " + outcome);
    }
  }

  @Override
  void wipe() {
    try {
      LibCryptoFunctions.CONTEXT_FREE.invokeExact(context);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
