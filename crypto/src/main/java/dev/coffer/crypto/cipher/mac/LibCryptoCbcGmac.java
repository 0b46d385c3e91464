package dev.coffer.crypto.cipher.mac;

import dev.coffer.crypto.cipher.LibCryptoFunctions;
import dev.coffer.crypto.cipher.NativeLibrary;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.util.Arrays;
import java.util.Random;

/**
 * One EVP context for each direction and one for the tag: at full speed from the first block.
 * Freeing them zeroes the keys.
 */
final class LibCryptoCbcGmac implements CbcGmacEngine {
  private static final MemorySegment NULL = MemorySegment.NULL;
  private static final int DECRYPT = 0;
  private static final int ENCRYPT = 1;

  /** Last of the constants: finding out uses the others. */
  static final boolean SERVES = serves();

  private final MemorySegment written = MemorySegment.ofArray(new int[1]);
  private final MemorySegment encryption;
  private final MemorySegment decryption;
  private final MemorySegment mac;
  private final byte[] found = new byte[TAG_LENGTH];

  LibCryptoCbcGmac(byte[] keys) {
    byte[] tagKey = Arrays.copyOfRange(keys, KEY_LENGTH, KEYS_LENGTH);
    try {
      var cbc = (MemorySegment) LibCryptoFunctions.AES_256_CBC.invokeExact();
      encryption = context(cbc, keys, ENCRYPT);
      decryption = context(cbc, keys, DECRYPT);
      withoutPadding(encryption);
      withoutPadding(decryption);
      mac = context((MemorySegment) LibCryptoFunctions.AES_256_GCM.invokeExact(), tagKey, ENCRYPT);
      control(LibCryptoFunctions.SET_VECTOR_LENGTH, VECTOR_LENGTH, NULL);
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
    try (var candidate = new LibCryptoCbcGmac(sample);
        var reference = new JdkCbcGmac(sample)) {
      return Arrays.equals(answer(candidate, sample), answer(reference, sample));
    } catch (IllegalArgumentException | LinkageError | ProviderException absent) {
      return false;
    }
  }

  /** Ciphertext, what that opens to, and a tag. */
  private static byte[] answer(CbcGmacEngine engine, byte[] sample) {
    byte[] vector = Arrays.copyOf(sample, VECTOR_LENGTH);
    byte[] answer = new byte[2 * sample.length + TAG_LENGTH];
    engine.encrypt(vector, sample, 0, sample.length, answer, 0);
    engine.decrypt(vector, answer, 0, sample.length, answer, sample.length);
    byte[] tag = new byte[TAG_LENGTH];
    engine.tag(vector, vector, answer, 0, sample.length, tag);
    System.arraycopy(tag, 0, answer, 2 * sample.length, TAG_LENGTH);
    return answer;
  }

  private static MemorySegment context(MemorySegment cipher, byte[] key, int direction)
      throws Throwable {
    var context = (MemorySegment) LibCryptoFunctions.CONTEXT_NEW.invokeExact();
    require(
        (int)
            LibCryptoFunctions.INIT.invokeExact(
                context, cipher, NULL, MemorySegment.ofArray(key), NULL, direction),
        "EVP_CipherInit_ex");
    return context;
  }

  private static void withoutPadding(MemorySegment context) throws Throwable {
    require(
        (int) LibCryptoFunctions.SET_PADDING.invokeExact(context, 0), "EVP_CIPHER_CTX_set_padding");
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

  // Without a place for output what is given is authenticated and no more.
  private void authenticate(MemorySegment bytes) {
    transform(mac, bytes, NULL);
  }

  @Override
  public void tag(byte[] vector, byte[] head, byte[] in, int offset, int length, byte[] tag) {
    start(mac, vector, ENCRYPT);
    authenticate(MemorySegment.ofArray(head));
    authenticate(slice(in, offset, length));
    try {
      require(
          (int) LibCryptoFunctions.FINAL.invokeExact(mac, written, written), "EVP_CipherFinal_ex");
      control(LibCryptoFunctions.GET_TAG, TAG_LENGTH, MemorySegment.ofArray(tag));
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private void control(int command, int length, MemorySegment place) throws Throwable {
    require(
        (int) LibCryptoFunctions.CONTROL.invokeExact(mac, command, length, place),
        "EVP_CIPHER_CTX_ctrl");
  }

  @Override
  public boolean isAuthentic(
      byte[] vector, byte[] head, byte[] in, int offset, int length, byte[] tag) {
    tag(vector, head, in, offset, length, found);
    return MessageDigest.isEqual(found, tag);
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
      LibCryptoFunctions.CONTEXT_FREE.invokeExact(mac);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }
}
