package dev.coffer.crypto.cipher.mac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CbcGmacEngineTest {
  private static final int MARGIN = 5;

  private final Random random = new Random(11);
  private final byte[] keys = bytes(CbcGmacEngine.KEYS_LENGTH);
  private final byte[] vector = bytes(CbcGmacEngine.VECTOR_LENGTH);
  private final CbcGmacEngine libcrypto = new LibCryptoCbcGmac(keys);
  private final CbcGmacEngine jdk = new JdkCbcGmac(keys);

  @AfterEach
  void close() {
    libcrypto.close();
    jdk.close();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] tag(CbcGmacEngine engine, byte[] head, byte[] in, int length) {
    byte[] tag = new byte[CbcGmacEngine.TAG_LENGTH];
    engine.tag(vector, head, in, MARGIN, length, tag);
    return tag;
  }

  private boolean isAuthentic(
      CbcGmacEngine engine, byte[] head, byte[] in, int length, byte[] tag) {
    return engine.isAuthentic(vector, head, in, MARGIN, length, tag);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 48, 8192})
  void theLibraryOpensWhatTheJdkSealedAndTheOtherWayRound(int length) {
    byte[] plain = bytes(length + MARGIN);
    for (int round = 0; round < 3; round++) {
      byte[] one = new byte[length + MARGIN];
      byte[] other = new byte[length + MARGIN];
      libcrypto.encrypt(vector, plain, MARGIN, length, one, MARGIN);
      jdk.encrypt(vector, plain, MARGIN, length, other, MARGIN);
      assertThat(one).isEqualTo(other);

      byte[] opened = new byte[length + MARGIN];
      libcrypto.decrypt(vector, other, MARGIN, length, opened, MARGIN);
      assertThat(opened).endsWith(java.util.Arrays.copyOfRange(plain, MARGIN, plain.length));
      jdk.decrypt(vector, one, MARGIN, length, one, MARGIN);
      assertThat(one).isEqualTo(opened);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 55, 64, 8192})
  void bothGiveTheSameTagAgainAndAgain(int length) {
    byte[] text = bytes(length + MARGIN);
    byte[] head = bytes(40);
    byte[] first = tag(libcrypto, head, text, length);
    assertThat(tag(libcrypto, head, text, length)).isEqualTo(first);
    assertThat(tag(jdk, head, text, length)).isEqualTo(first);
    for (CbcGmacEngine engine : List.of(libcrypto, jdk)) {
      for (int round = 0; round < 2; round++) {
        assertThat(isAuthentic(engine, head, text, length, first)).isTrue();
      }
    }
  }

  @Test
  void bothRefuseAnythingElseThanWhatWasTagged() {
    byte[] text = bytes(48 + MARGIN);
    byte[] head = bytes(24);
    byte[] tag = tag(libcrypto, head, text, 48);
    for (CbcGmacEngine engine : List.of(libcrypto, jdk)) {
      for (byte[] changed : List.of(vector, head, text, tag)) {
        changed[changed.length - 1] ^= 1;
        assertThat(isAuthentic(engine, head, text, 48, tag)).isFalse();
        changed[changed.length - 1] ^= 1;
      }
    }
  }

  @Test
  void theLibraryServesOnThisMachine() {
    assertThat(CbcGmacEngine.of(keys)).isInstanceOf(LibCryptoCbcGmac.class);
  }
}
