package dev.coffer.crypto.block.v1;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

/** A second reader, written from the format's document, opens the published volume. */
final class PublishedVolumeTest {
  private static final int SIZE = 20000;

  private final byte[] plain = resource("plain");

  PublishedVolumeTest() throws IOException {}

  private static byte[] resource(String name) throws IOException {
    try (var in = PublishedVolumeTest.class.getResourceAsStream("/sealed-volume-v1/" + name)) {
      return requireNonNull(in, name).readAllBytes();
    }
  }

  private static byte[] derive(byte[] key, byte[] salt, String info, int length) {
    var hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(
        new HKDFParameters(
            key, salt, ("coffer sealed volume v1 " + info).getBytes(StandardCharsets.US_ASCII)));
    byte[] out = new byte[length];
    hkdf.generateBytes(out, 0, length);
    return out;
  }

  private static byte[] hmac(Digest digest, byte[] key, byte[]... parts) {
    var hmac = new HMac(digest);
    hmac.init(new KeyParameter(key));
    for (byte[] part : parts) {
      hmac.update(part, 0, part.length);
    }
    byte[] tag = new byte[32];
    hmac.doFinal(tag, 0);
    return tag;
  }

  private static byte[] slice(byte[] from, int at, int length) {
    return Arrays.copyOfRange(from, at, at + length);
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  /** What is common to both suites: headers, the hole, and where things lie. */
  private static final class Reader {
    private final String suite;
    private final Digest digest;
    private final byte[] header;
    private final byte[] file;
    private final byte[] volumeId;
    private final byte[] fileId;
    private final byte[] volumeKey;

    Reader(String suite, int keyLength, Digest digest) throws IOException {
      this.suite = suite;
      this.digest = digest;
      header = resource(suite + ".volume");
      file = resource(suite + ".sealed");
      byte[] dek = new byte[keyLength];
      for (int i = 0; i < keyLength; i++) {
        dek[i] = (byte) i;
      }
      volumeId = slice(header, 16, 16);
      fileId = slice(file, 24, 16);
      volumeKey = derive(dek, volumeId, suite + " volume", 32);
    }

    private byte[] key(String purpose) {
      return derive(volumeKey, volumeId, suite + " " + purpose, 32);
    }

    byte[] fileKey(int length) {
      return derive(volumeKey, fileId, suite + " file", length);
    }

    void checkHeaders() {
      byte[] key = key("headers");
      assertThat(slice(header, 48, 32)).isEqualTo(hmac(digest, key, slice(header, 0, 48)));
      assertThat(slice(file, 40, 32)).isEqualTo(hmac(digest, key, slice(file, 0, 40)));
      assertThat(slice(file, 8, 16)).isEqualTo(volumeId);
      assertThat(ByteBuffer.wrap(file).getLong(512)).isEqualTo(SIZE);
      assertThat(slice(file, 520, 32)).isEqualTo(hmac(digest, key, fileId, number(SIZE)));
      assertThat(slice(entry(1), 0, 16)).containsOnly(0);
      assertThat(slice(entry(1), 16, 32)).isEqualTo(hmac(digest, key("holes"), fileId, number(1)));
    }

    byte[] entry(int block) {
      return slice(file, 4096 + block * 48, 48);
    }

    byte[] block(int block) {
      return slice(file, 4096 + 8192 + block * 8192, 8192);
    }
  }

  private void assertPlain(byte[] first, byte[] third) {
    assertThat(first).isEqualTo(slice(plain, 0, 8192));
    assertThat(third).startsWith(slice(plain, 16384, SIZE - 16384));
    assertThat(slice(third, SIZE - 16384, 24576 - SIZE)).containsOnly(0);
  }

  @Test
  void generalCipherOpens() throws IOException, GeneralSecurityException {
    var reader = new Reader("generalCipher", 32, new SHA256Digest());
    reader.checkHeaders();
    assertPlain(openCbc(reader, 0), openCbc(reader, 2));
  }

  private static byte[] openCbc(Reader reader, int block) throws GeneralSecurityException {
    byte[] keys = reader.fileKey(64);
    byte[] vector = slice(reader.entry(block), 0, 16);
    Cipher mac = Cipher.getInstance("AES/GCM/NoPadding");
    mac.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(keys, 32, 32, "AES"),
        new GCMParameterSpec(128, vector));
    mac.updateAAD(reader.fileId);
    mac.updateAAD(number(block));
    mac.updateAAD(reader.block(block));
    assertThat(mac.doFinal()).isEqualTo(slice(reader.entry(block), 16, 16));
    assertThat(slice(reader.entry(block), 32, 16)).containsOnly(0);
    Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(keys, 0, 32, "AES"), new IvParameterSpec(vector));
    return cipher.doFinal(reader.block(block));
  }

  @Test
  void smCompatibleOpens() throws IOException, InvalidCipherTextException {
    var reader = new Reader("SMcompatible", 16, new SM3Digest());
    reader.checkHeaders();
    assertPlain(openGcm(reader, 0), openGcm(reader, 2));
  }

  private static byte[] openGcm(Reader reader, int block) throws InvalidCipherTextException {
    byte[] place = ByteBuffer.allocate(24).put(reader.fileId).putLong(block).array();
    byte[] entry = reader.entry(block);
    var gcm = GCMBlockCipher.newInstance(new SM4Engine());
    gcm.init(
        false,
        new AEADParameters(new KeyParameter(reader.fileKey(16)), 128, slice(entry, 0, 12), place));
    byte[] out = new byte[8192];
    int done = gcm.processBytes(reader.block(block), 0, 8192, out, 0);
    done += gcm.processBytes(entry, 16, 16, out, done);
    gcm.doFinal(out, done);
    return out;
  }
}
