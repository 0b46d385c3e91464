package dev.coffer.crypto.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] source = HEX.parseHex("00112233445566778899aabbccddeeff");
  private final SecretBytes secret = SecretBytes.copyOf(source);

  private static byte[] bytes(SecretBytes secret) {
    return secret.open(SecretAccess.revealingSecrets(), byte[]::clone);
  }

  @Nested
  class Open {
    @Test
    void doesNotFollowTheArrayItCameFrom() {
      byte[] before = source.clone();
      source[0] ^= 1;
      assertThat(bytes(secret)).isEqualTo(before);
    }

    @Test
    void doesNotFollowTheArrayItHandsOut() {
      secret.open(
          SecretAccess.revealingSecrets(),
          handedOut -> {
            handedOut[0] ^= 1;
            return null;
          });
      assertThat(bytes(secret)).isEqualTo(source);
    }

    @Test
    void zeroesTheArrayItHandedOut() {
      AtomicReference<byte[]> kept = new AtomicReference<>();
      secret.open(
          SecretAccess.revealingSecrets(),
          handedOut -> {
            kept.set(handedOut);
            return null;
          });
      assertThat(kept.get()).hasSize(16).containsOnly(0);
    }

    @Test
    void zeroesTheArrayItAbsorbs() {
      byte[] before = source.clone();
      try (SecretBytes absorbed = SecretBytes.absorb(source)) {
        assertThat(source).containsOnly(0);
        assertThat(bytes(absorbed)).isEqualTo(before);
      }
    }

    @Test
    void printsItsLengthAndNothingElse() {
      assertThat(secret).hasToString("SecretBytes[16 hidden]");
    }

    @Test
    void matchesEqualBytesOnly() {
      assertThat(secret.matches(source)).isTrue();
      assertThat(secret.matches(SecretBytes.copyOf(source))).isTrue();
      source[15] ^= 1;
      assertThat(secret.matches(source)).isFalse();
      assertThat(secret.matches(SecretBytes.copyOf(new byte[0]))).isFalse();
    }

    @Test
    void isNotEqualToAnotherOfTheSameBytes() {
      assertThat(secret).isNotEqualTo(SecretBytes.copyOf(source));
    }
  }

  @Nested
  class Closed {
    @Test
    void refusesEveryUse() {
      secret.close();
      secret.close();
      assertThatIllegalStateException().isThrownBy(() -> bytes(secret));
      assertThatIllegalStateException().isThrownBy(() -> secret.derive("any", 16));
      assertThatIllegalStateException().isThrownBy(() -> secret.matches(source));
    }
  }

  @Nested
  class Derived {
    /** RFC 5869, test case 1. */
    @Test
    void givesTheKnownAnswer() {
      try (SecretBytes key = SecretBytes.copyOf(HEX.parseHex("0b".repeat(22)));
          SecretBytes derived =
              key.derive(
                  HEX.parseHex("000102030405060708090a0b0c"),
                  HEX.parseHex("f0f1f2f3f4f5f6f7f8f9"),
                  42)) {
        assertThat(HEX.formatHex(bytes(derived)))
            .isEqualTo(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                    + "34007208d5b887185865");
      }
    }

    @Test
    void differsByPurpose() {
      assertThat(secret.derive("one", 32).matches(secret.derive("one", 32))).isTrue();
      assertThat(secret.derive("one", 32).matches(secret.derive("two", 32))).isFalse();
    }
  }

  @Nested
  class Random {
    @Test
    void isFreshEachTime() {
      SecureRandom random = new SecureRandom();
      SecretBytes one = SecretBytes.random(32, random);
      assertThat(one.length()).isEqualTo(32);
      assertThat(one.matches(SecretBytes.random(32, random))).isFalse();
    }

    @Test
    void cannotBeEmpty() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SecretBytes.random(0, new SecureRandom()));
    }
  }
}
