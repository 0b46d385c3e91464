package dev.coffer.crypto.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coffer.crypto.secret.SecretBytes;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CiphersTest {
  private static final byte[] NO_BYTES = {};

  static Stream<Arguments> everyLibrary() {
    return Stream.of(Suite.values())
        .flatMap(
            suite ->
                Ciphers.libraries(suite).stream().map(library -> Arguments.of(suite, library)));
  }

  @Test
  void findsAFastLibraryForEachSuiteOnADistributionWithLibgcrypt() {
    assertThat(Ciphers.libraries(Suite.AES_256_GCM))
        .extracting(CipherLibrary::name)
        .containsExactly("libcrypto, then JDK", "libcrypto", "libgcrypt", "JDK", "Bouncy Castle");
    assertThat(Ciphers.best(Suite.SM4_GCM).name()).isEqualTo("libgcrypt");
  }

  @ParameterizedTest
  @MethodSource("everyLibrary")
  void givesTheKnownAnswer(Suite suite, CipherLibrary library) {
    assertThat(KnownAnswer.of(suite).isGivenBy(library)).isTrue();
    assertThat(library.version()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("everyLibrary")
  void agreesWithBouncyCastleOnEveryLength(Suite suite, CipherLibrary library) throws Exception {
    Random random = new Random(11);
    byte[] nonce = bytes(random, Suite.NONCE_LENGTH);
    try (SecretBytes key = SecretBytes.absorb(bytes(random, suite.keyLength()));
        Aead aead = library.aead(suite, key);
        Aead yardstick = new BouncyCastle().aead(suite, key)) {
      for (int length : new int[] {0, 1, 15, 16, 17, 255, 4096, 16_384, 65_536, 100_003}) {
        nonce[0]++;
        byte[] associated = bytes(random, length % 37);
        byte[] plain = bytes(random, length);
        byte[] sealed = seal(aead, nonce, associated, plain);
        assertThat(sealed).isEqualTo(seal(yardstick, nonce, associated, plain));
        assertThat(open(aead, nonce, associated, sealed)).isEqualTo(plain);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyLibrary")
  void worksInPlaceAndTouchesNothingElse(Suite suite, CipherLibrary library) throws Exception {
    KnownAnswer known = KnownAnswer.of(suite);
    int length = known.plain().length;
    byte[] place = new byte[length + Suite.TAG_LENGTH + 20];
    Arrays.fill(place, (byte) 0x5a);
    System.arraycopy(known.plain(), 0, place, 7, length);
    try (SecretBytes key = SecretBytes.copyOf(known.key());
        Aead aead = library.aead(suite, key)) {
      aead.seal(known.nonce(), known.associated(), place, 7, length, place, 7);
      assertThat(Arrays.copyOfRange(place, 7, 7 + known.sealed().length)).isEqualTo(known.sealed());
      aead.open(known.nonce(), known.associated(), place, 7, known.sealed().length, place, 7);
    }
    assertThat(Arrays.copyOfRange(place, 7, 7 + length)).isEqualTo(known.plain());
    assertThat(Arrays.copyOf(place, 7)).containsOnly(0x5a);
    assertThat(Arrays.copyOfRange(place, 7 + known.sealed().length, place.length))
        .containsOnly(0x5a);
  }

  @ParameterizedTest
  @MethodSource("everyLibrary")
  void refusesEveryFlippedBitAndLeavesNoPlaintext(Suite suite, CipherLibrary library) {
    KnownAnswer known = KnownAnswer.of(suite);
    try (SecretBytes key = SecretBytes.copyOf(known.key());
        Aead aead = library.aead(suite, key)) {
      for (int bit = 0; bit < known.sealed().length * Byte.SIZE; bit++) {
        byte[] altered = known.sealed().clone();
        altered[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        byte[] out = new byte[known.plain().length];
        assertThatExceptionOfType(AEADBadTagException.class)
            .isThrownBy(
                () ->
                    aead.open(
                        known.nonce(), known.associated(), altered, 0, altered.length, out, 0));
        assertThat(out).containsOnly(0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyLibrary")
  void refusesAnotherNonceAndOtherAssociatedData(Suite suite, CipherLibrary library) {
    KnownAnswer known = KnownAnswer.of(suite);
    try (SecretBytes key = SecretBytes.copyOf(known.key());
        Aead aead = library.aead(suite, key)) {
      assertThatExceptionOfType(AEADBadTagException.class)
          .isThrownBy(
              () -> open(aead, new byte[Suite.NONCE_LENGTH], known.associated(), known.sealed()));
      assertThatExceptionOfType(AEADBadTagException.class)
          .isThrownBy(() -> open(aead, known.nonce(), NO_BYTES, known.sealed()));
    }
  }

  @ParameterizedTest
  @MethodSource("everyLibrary")
  void refusesPlacesOutsideOfTheArrays(Suite suite, CipherLibrary library) {
    byte[] nonce = new byte[Suite.NONCE_LENGTH];
    try (SecretBytes key = SecretBytes.absorb(new byte[suite.keyLength()]);
        Aead aead = library.aead(suite, key)) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> aead.seal(nonce, NO_BYTES, new byte[8], 1, 8, new byte[64], 0));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> aead.seal(nonce, NO_BYTES, new byte[8], 0, 8, new byte[23], 0));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> aead.open(nonce, NO_BYTES, new byte[24], 0, 24, new byte[7], 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> aead.open(nonce, NO_BYTES, new byte[15], 0, 15, new byte[9], 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> aead.seal(new byte[11], NO_BYTES, NO_BYTES, 0, 0, new byte[16], 0));
    }
  }

  @ParameterizedTest
  @MethodSource("everyLibrary")
  void refusesToWorkAfterClose(Suite suite, CipherLibrary library) {
    try (SecretBytes key = SecretBytes.absorb(new byte[suite.keyLength()])) {
      Aead aead = library.aead(suite, key);
      aead.close();
      aead.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> seal(aead, new byte[Suite.NONCE_LENGTH], NO_BYTES, NO_BYTES));
    }
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void refusesAKeyOfTheWrongLength(Suite suite) {
    try (SecretBytes key = SecretBytes.absorb(new byte[suite.keyLength() - 1])) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ciphers.aead(suite, key))
          .withMessageContaining("length " + key.length());
    }
  }

  private static byte[] seal(Aead aead, byte[] nonce, byte[] associated, byte[] plain) {
    byte[] sealed = new byte[plain.length + Suite.TAG_LENGTH];
    assertThat(aead.seal(nonce, associated, plain, 0, plain.length, sealed, 0))
        .isEqualTo(sealed.length);
    return sealed;
  }

  private static byte[] open(Aead aead, byte[] nonce, byte[] associated, byte[] sealed)
      throws AEADBadTagException {
    byte[] plain = new byte[sealed.length - Suite.TAG_LENGTH];
    assertThat(aead.open(nonce, associated, sealed, 0, sealed.length, plain, 0))
        .isEqualTo(plain.length);
    return plain;
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
