package dev.coffer.crypto.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.secret.SecretBytes;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final int MESSAGE = 1 << 20;
  private static final int MESSAGES_WORTH_A_RACE = (int) (WarmUp.WORTH_A_RACE / MESSAGE);

  private final Queue<Runnable> races = new ArrayDeque<>();

  private static void transform(WarmUp warmUp, int messages) {
    for (int i = 0; i < messages; i++) {
      warmUp.isWon(MESSAGE);
    }
  }

  @Test
  void doesNotRaceInAProcessWithLittleToSeal() {
    WarmUp warmUp = new WarmUp(races::add, () -> true);
    transform(warmUp, MESSAGES_WORTH_A_RACE);
    assertThat(races).isEmpty();
  }

  @Test
  void racesOnceAndGoesOverWhenTheRaceIsWon() {
    WarmUp warmUp = new WarmUp(races::add, () -> true);
    transform(warmUp, 3 * MESSAGES_WORTH_A_RACE);
    assertThat(warmUp.isWon(MESSAGE)).isFalse();
    assertThat(races).hasSize(1);
    races.remove().run();
    assertThat(warmUp.isWon(MESSAGE)).isTrue();
    transform(warmUp, 3 * MESSAGES_WORTH_A_RACE);
    assertThat(races).isEmpty();
  }

  @Test
  void staysIfTheRaceIsLost() {
    WarmUp warmUp = new WarmUp(races::add, () -> false);
    transform(warmUp, MESSAGES_WORTH_A_RACE + 1);
    races.remove().run();
    transform(warmUp, 3 * MESSAGES_WORTH_A_RACE);
    assertThat(warmUp.isWon(MESSAGE)).isFalse();
    assertThat(races).isEmpty();
  }

  @Test
  void isWonByAFastLibraryAgainstPlainJava() {
    assertThat(new CipherBenchmark(new BouncyCastle(), new LibCrypto()).getAsBoolean()).isTrue();
  }

  @Test
  void changesTheLibraryOfAKeyInUse() throws Exception {
    WarmUp warmUp = new WarmUp(Runnable::run, () -> true);
    KnownAnswer known = KnownAnswer.of(Suite.AES_256_GCM);
    try (SecretBytes key = SecretBytes.copyOf(known.key())) {
      Aead first = new LibCrypto().aead(known.suite(), key);
      try (Aead aead = new WarmingAead(first, new JdkCiphers().aead(known.suite(), key), warmUp)) {
        transform(warmUp, MESSAGES_WORTH_A_RACE + 1);
        first.close();
        byte[] plain = new byte[known.plain().length];
        aead.open(
            known.nonce(), known.associated(), known.sealed(), 0, known.sealed().length, plain, 0);
        assertThat(plain).isEqualTo(known.plain());
      }
    }
  }
}
