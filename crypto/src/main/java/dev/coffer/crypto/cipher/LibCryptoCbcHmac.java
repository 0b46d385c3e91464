package dev.coffer.crypto.cipher;

import java.lang.foreign.MemorySegment;
import java.security.ProviderException;
import java.util.Arrays;
import java.util.Random;

/**
 * One EVP context for each direction and one for the tag: at full speed from the first block.
 * Freeing them zeroes the keys.
 */
final class LibCryptoCbcHmac implements CbcHmacEngine {
  private static final MemorySegment NULL = MemorySegment.NULL;
  private static final int DECRYPT = 0;
  private static final int ENCRYPT = 1;

  /** Last of the constants: finding out uses the others. */
  static final boolean SERVES = serves();

  private final MemorySegment written = MemorySegment.ofArray(new int[1]);
  private final MemorySegment encryption;
  private final MemorySegment decryption;
  private final MemorySegment mac;

  LibCryptoCbcHmac(byte[] keys) {
    byte[] tagKey = Arrays.copyOfRange(keys, KEY_LENGTH, KEYS_LENGTH);
    try {
      encryption = cipher(keys, ENCRYPT);
      decryption = cipher(keys, DECRYPT);
      mac = (MemorySegment) LibCryptoFunctions.MAC_NEW.invokeExact();
      MemorySegment hash = (MemorySegment) LibCryptoFunctions.SHA_256.invokeExact();
      initMac(MemorySegment.ofArray(tagKey), tagKey.length, hash);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    } finally {
      Arrays.fill(tagKey, (byte) 0);
    }
  }

  /** Whether the library is there and gives what the JDK gives. */
  private static boolean serves() {
    byte[] sample = new byte[2 * KEYS_LENGTH];
    new Random(0).nextBytes(sample);
    try (var candidate = new LibCryptoCbcHmac(sample);
        var reference = new JdkCbcHmac(sample)) {
      return Arrays.equals(answer(candidate, sample), answer(reference, sample));
    } catch (IllegalArgumentException | LinkageError | ProviderException absent) {
      return false;
    }
  }

  /** Ciphertext, what that opens to, and a tag. */
  private static byte[] answer(CbcHmacEngine engine, byte[] sample) {
    byte[] vector = Arrays.copyOf(sample, VECTOR_LENGTH);
    byte[] answer = new byte[2 * sample.length + TAG_LENGTH];
    engine.encrypt(vector, sample, 0, sample.length, answer, 0);
    engine.decrypt(vector, answer, 0, sample.length, answer, sample.length);
    byte[] tag = new byte[TAG_LENGTH];
    engine.tag(vector, answer, 0, sample.length, tag);
    System.arraycopy(tag, 0, answer, 2 * sample.length, TAG_LENGTH);
    return answer;
  }

  private static MemorySegment cipher(byte[] keys, int direction) throws Throwable {
    var context = (MemorySegment) LibCryptoFunctions.CONTEXT_NEW.invokeExact();
    MemorySegment cipher = (MemorySegment) LibCryptoFunctions.AES_256_CBC.invokeExact();
    require(
        (int)
            LibCryptoFunctions.INIT.invokeExact(
                context, cipher, NULL, MemorySegment.ofArray(keys), NULL, direction),
        "EVP_CipherInit_ex");
    require(
        (int) LibCryptoFunctions.SET_PADDING.invokeExact(context, 0), "EVP_CIPHER_CTX_set_padding");
    return context;
  }

  private void initMac(MemorySegment key, int length, MemorySegment hash) throws Throwable {
    require(
        (int) LibCryptoFunctions.MAC_INIT.invokeExact(mac, key, length, hash, NULL),
        "HMAC_Init_ex");
  }

  @Override
  public void encrypt(
      byte[] vector, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    start(encryption, vector, ENCRYPT);
    transform(encryption, slice(in, inOffset, length), slice(out, outOffset, length));
  }

  @Override
  public void decrypt(
      byte[] vector, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    start(decryption, vector, DECRYPT);
    transform(decryption, slice(in, inOffset, length), slice(out, outOffset, length));
  }

  private static MemorySegment slice(byte[] array, int offset, int length) {
    return MemorySegment.ofArray(array).asSlice(offset, length);
  }

  private static void start(MemorySegment context, byte[] vector, int direction) {
    try {
      require(
          (int)
              LibCryptoFunctions.INIT.invokeExact(
                  context, NULL, NULL, NULL, MemorySegment.ofArray(vector), direction),
          "EVP_CipherInit_ex");
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  // Without padding a whole number of blocks leaves nothing for a final call to do.
  private void transform(MemorySegment context, MemorySegment in, MemorySegment out) {
    int length = Math.toIntExact(in.byteSize());
    try {
      require(
          (int) LibCryptoFunctions.UPDATE.invokeExact(context, out, written, in, length),
          "EVP_CipherUpdate");
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  @Override
  public void tag(byte[] head, byte[] in, int offset, int length, byte[] tag) {
    try {
      initMac(NULL, 0, NULL);
      update(MemorySegment.ofArray(head));
      update(slice(in, offset, length));
      require(
          (int) LibCryptoFunctions.MAC_FINAL.invokeExact(mac, MemorySegment.ofArray(tag), written),
          "HMAC_Final");
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private void update(MemorySegment bytes) throws Throwable {
    require(
        (int) LibCryptoFunctions.MAC_UPDATE.invokeExact(mac, bytes, bytes.byteSize()),
        "HMAC_Update");
  }

  private static void require(int outcome, String function) {
    if (outcome <= 0) {
      throw new ProviderException(function + " returned " + outcome);
    }
  }

  @Override
  public void close() {
    try {
      LibCryptoFunctions.CONTEXT_FREE.invokeExact(encryption);
      LibCryptoFunctions.CONTEXT_FREE.invokeExact(decryption);
      LibCryptoFunctions.MAC_FREE.invokeExact(mac);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
