package dev.coffer.server.kms.algorithm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published examples of the standards. */
class KnownAnswersTest {
  private static final HexFormat HEX = HexFormat.of();

  /** The private key of the examples of GB/T 32918.5. */
  private static byte[] sm2Key() throws Exception {
    var domain = ECNamedDomainParameters.lookup(GMObjectIdentifiers.sm2p256v1);
    var number =
        new BigInteger("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8", 16);
    return PrivateKeyInfoFactory.createPrivateKeyInfo(new ECPrivateKeyParameters(number, domain))
        .getEncoded();
  }

  @Test
  void sm2SignsTheDigestOfGbt32918() throws Exception {
    byte[] digest = SigningAlgorithm.SM2DSA_SM3.digest(sm2Key(), "message digest".getBytes(UTF_8));
    assertThat(HEX.formatHex(digest))
        .isEqualTo("f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640");

    byte[] signature =
        signature(
            "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
            "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
    assertThat(SigningAlgorithm.SM2DSA_SM3.verify(sm2Key(), digest, signature)).isTrue();
    digest[0] ^= 1;
    assertThat(SigningAlgorithm.SM2DSA_SM3.verify(sm2Key(), digest, signature)).isFalse();
  }

  private static byte[] signature(String r, String s) throws Exception {
    var both = new ASN1EncodableVector();
    both.add(new ASN1Integer(new BigInteger(r, 16)));
    both.add(new ASN1Integer(new BigInteger(s, 16)));
    return new DERSequence(both).getEncoded();
  }

  @Test
  void sm2OpensTheCiphertextOfGbt32918() throws Exception {
    byte[] ciphertext =
        HEX.parseHex(
            "0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73"
                + "e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0"
                + "59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766"
                + "21886ca989ca9c7d58087307ca93092d651efa");
    assertThat(PublicKeyEncryption.SM2_ENCRYPT.decrypt(sm2Key(), ciphertext))
        .hasValueSatisfying(
            plaintext -> assertThat(plaintext).asString(UTF_8).isEqualTo("encryption standard"));
  }

  /** RFC 4231, test case 2. */
  @ParameterizedTest
  @CsvSource({
    "HMAC_SHA_256, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "HMAC_SHA_384, af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
    "HMAC_SHA_512, 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
  })
  void hmacIsThatOfRfc4231(MacAlgorithm algorithm, String expected) {
    byte[] mac =
        algorithm.authenticate(
            "Jefe".getBytes(UTF_8), "what do ya want for nothing?".getBytes(UTF_8));
    assertThat(HEX.formatHex(mac)).isEqualTo(expected);
  }

  /** RFC 5649, section 6. */
  @Test
  void keyWrapOpensTheExampleOfRfc5649() {
    byte[] key = HEX.parseHex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
    byte[] wrapped =
        HEX.parseHex("138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a");
    assertThat(KeyWrap.unwrap(key, wrapped).map(HEX::formatHex))
        .contains("c37b7e6492584340bed12207808941155068f738");
    wrapped[31] ^= 1;
    assertThat(KeyWrap.unwrap(key, wrapped)).isEmpty();
    assertThat(KeyWrap.unwrap(key, new byte[0])).isEmpty();
  }
}
