package dev.coffer.crypto.cipher;

import dev.coffer.crypto.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;

/** A published test vector, which a library has to reproduce before it is given real data. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record KnownAnswer(
    Suite suite, byte[] key, byte[] nonce, byte[] associated, byte[] plain, byte[] sealed) {

  static KnownAnswer of(Suite suite) {
    return switch (suite) {
      // Test case 16 of the GCM specification that NIST SP 800-38D adopts.
      case AES_256_GCM ->
          of(
              suite,
              "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
              "cafebabefacedbaddecaf888",
              "feedfacedeadbeeffeedfacedeadbeefabaddad2",
              "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                  + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
              "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                  + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                  + "76fc6ece0f4e1768cddf8853bb2d551b");
      // RFC 8998, appendix A.1.
      case SM4_GCM ->
          of(
              suite,
              "0123456789abcdeffedcba9876543210",
              "00001234567800000000abcd",
              "feedfacedeadbeeffeedfacedeadbeefabaddad2",
              "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
                  + "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
              "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
                  + "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
                  + "83de3541e4c2b58177e065a9bf7b62ec");
    };
  }

  private static KnownAnswer of(
      Suite suite, String key, String nonce, String associated, String plain, String sealed) {
    HexFormat hex = HexFormat.of();
    return new KnownAnswer(
        suite,
        hex.parseHex(key),
        hex.parseHex(nonce),
        hex.parseHex(associated),
        hex.parseHex(plain),
        hex.parseHex(sealed));
  }

  boolean isGivenBy(CipherLibrary library) {
    try (SecretBytes secret = SecretBytes.copyOf(key);
        Aead aead = library.aead(suite, secret)) {
      return seals(aead) && opens(aead) && refusesAlteration(aead);
    }
  }

  private boolean seals(Aead aead) {
    byte[] out = new byte[sealed.length];
    aead.seal(nonce, associated, plain, 0, plain.length, out, 0);
    return Arrays.equals(out, sealed);
  }

  private boolean opens(Aead aead) {
    byte[] out = new byte[plain.length];
    try {
      aead.open(nonce, associated, sealed, 0, sealed.length, out, 0);
      return Arrays.equals(out, plain);
    } catch (AEADBadTagException _) {
      return false;
    }
  }

  private boolean refusesAlteration(Aead aead) {
    byte[] altered = sealed.clone();
    altered[altered.length - 1] ^= 1;
    try {
      aead.open(nonce, associated, altered, 0, altered.length, new byte[plain.length], 0);
      return false;
    } catch (AEADBadTagException _) {
      return true;
    }
  }
}
