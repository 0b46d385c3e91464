package dev.coffer.crypto.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HashFunctionTest {
  /** FIPS 180-4's and GB/T 32905's first example. */
  @Test
  void digestsTheStandardsExample() {
    assertThat(hex(HashFunction.SHA_256.digest(ascii("abc"))))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(hex(HashFunction.SM3.digest(ascii("abc"))))
        .isEqualTo("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  }

  /** RFC 4231, test case 2; for SM3 the same input through OpenSSL 3. */
  @Test
  void authenticatesAsHmac() {
    byte[] key = ascii("Jefe");
    byte[] input = ascii("what do ya want for nothing?");
    assertThat(hex(HashFunction.SHA_256.authenticate(key, input)))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assertThat(hex(HashFunction.SM3.authenticate(key, input)))
        .isEqualTo("2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
