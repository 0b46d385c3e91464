package dev.coffer.crypto.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CbcHmacEngineTest {
  private static final int MARGIN = 5;

  private final Random random = new Random(11);
  private final byte[] keys = bytes(CbcHmacEngine.KEYS_LENGTH);
  private final byte[] vector = bytes(CbcHmacEngine.VECTOR_LENGTH);
  private final CbcHmacEngine libcrypto = new LibCryptoCbcHmac(keys);
  private final CbcHmacEngine jdk = new JdkCbcHmac(keys);

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

  private byte[] tag(CbcHmacEngine engine, byte[] head, byte[] in, int length) {
    byte[] tag = new byte[CbcHmacEngine.TAG_LENGTH];
    engine.tag(head, in, MARGIN, length, tag);
    return tag;
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
  @ValueSource(ints = {0, 1, 55, 64, 8192})
  void bothGiveTheSameTagAgainAndAgain(int length) {
    byte[] text = bytes(length + MARGIN);
    byte[] head = bytes(40);
    byte[] first = tag(libcrypto, head, text, length);
    assertThat(tag(libcrypto, head, text, length)).isEqualTo(first);
    assertThat(tag(jdk, head, text, length)).isEqualTo(first);
    head[0] ^= 1;
    assertThat(tag(libcrypto, head, text, length)).isNotEqualTo(first);
  }

  @Test
  void theLibraryServesOnThisMachine() {
    assertThat(CbcHmacEngine.of(keys)).isInstanceOf(LibCryptoCbcHmac.class);
  }
}
