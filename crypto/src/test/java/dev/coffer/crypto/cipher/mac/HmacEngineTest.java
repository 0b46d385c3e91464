package dev.coffer.crypto.cipher.mac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.digest.HashFunction;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HmacEngineTest {
  private final byte[] bytes = new byte[4096];

  HmacEngineTest() {
    new Random(5).nextBytes(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void theLibraryServesOnThisMachine(HashFunction hash) {
    try (var engine = HmacEngine.of(hash, bytes)) {
      assertThat(engine).isInstanceOf(LibCryptoHmac.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachWayGivesTheTagOfItsMessageAloneAgainAndAgain(HashFunction hash) {
    byte[] key = Arrays.copyOf(bytes, HashFunction.LENGTH);
    try (var library = new LibCryptoHmac(hash, key);
        var portable = new PortableHmac(hash.hmac(key))) {
      for (int length : new int[] {0, 1, 63, 64, 65, 4000}) {
        byte[] expected = hash.authenticate(key, Arrays.copyOfRange(bytes, 7, 7 + length));
        assertThat(tag(library, length)).isEqualTo(expected);
        assertThat(tag(portable, length)).isEqualTo(expected);
      }
    }
  }

  private byte[] tag(HmacEngine engine, int length) {
    byte[] out = new byte[3 + HashFunction.LENGTH];
    engine.tag(bytes, 7, length, out, 3);
    return Arrays.copyOfRange(out, 3, out.length);
  }
}
