package dev.coffer.crypto.stream.v1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** A reader written from docs/formats/sealed-stream-v1.md, with none of the product's own code. */
final class DocumentedReader {
  private static final int AES = 1;
  private static final int SM4 = 2;

  private DocumentedReader() {}

  static byte[] open(byte[] stream, byte[] dataKey) throws Exception {
    ByteBuffer header = ByteBuffer.wrap(stream, 0, 64);
    require(header.getLong() == 0x89434f464645520aL, "magic");
    require(header.get() == 1, "version");
    int suite = header.get();
    require(suite == AES || suite == SM4, "suite");
    require(header.getShort() == 0, "reserved");
    int frameSize = header.getInt();
    require(frameSize >= 64 && frameSize <= 1_048_576, "frame size");
    byte[] id = Arrays.copyOfRange(stream, 16, 32);
    byte[] fields = Arrays.copyOf(stream, 32);
    byte[] commitment = hkdf(dataKey, id, "coffer sealed stream v1 key commitment", fields, 32);
    require(Arrays.equals(commitment, Arrays.copyOfRange(stream, 32, 64)), "commitment");
    byte[] key =
        hkdf(dataKey, id, "coffer sealed stream v1 frame key", fields, suite == AES ? 32 : 16);
    return openFrames(stream, suite, key, frameSize);
  }

  private static byte[] openFrames(byte[] stream, int suite, byte[] key, int frameSize)
      throws Exception {
    byte[] associated = Arrays.copyOf(stream, 64);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    int position = 64;
    for (long number = 0; number == 0 || position < stream.length; number++) {
      int end = Math.min(position + frameSize + 16, stream.length);
      boolean last = end == stream.length;
      require(number == 0 || end - position > 16, "an empty frame after others");
      byte[] nonce =
          ByteBuffer.allocate(12)
              .put(new byte[3])
              .putLong(number)
              .put((byte) (last ? 1 : 0))
              .array();
      byte[] frame = Arrays.copyOfRange(stream, position, end);
      plain.writeBytes(
          suite == AES ? aes(key, nonce, associated, frame) : sm4(key, nonce, associated, frame));
      position = end;
    }
    return plain.toByteArray();
  }

  private static byte[] aes(byte[] key, byte[] nonce, byte[] associated, byte[] frame)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(associated);
    return cipher.doFinal(frame);
  }

  private static byte[] sm4(byte[] key, byte[] nonce, byte[] associated, byte[] frame)
      throws InvalidCipherTextException {
    GCMModeCipher cipher = GCMBlockCipher.newInstance(new SM4Engine());
    cipher.init(false, new AEADParameters(new KeyParameter(key), 128, nonce, associated));
    byte[] plain = new byte[frame.length - 16];
    int count = cipher.processBytes(frame, 0, frame.length, plain, 0);
    cipher.doFinal(plain, count);
    return plain;
  }

  /** RFC 5869, for outputs of up to one hash. */
  private static byte[] hkdf(byte[] key, byte[] salt, String label, byte[] fields, int length)
      throws GeneralSecurityException {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(label.getBytes(US_ASCII));
    info.writeBytes(fields);
    info.write(1);
    return Arrays.copyOf(hmac(hmac(salt, key), info.toByteArray()), length);
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }
}
