package dev.coffer.crypto.cipher;

import dev.coffer.crypto.secret.SecretBytes;
import java.security.ProviderException;
import java.util.function.BooleanSupplier;
import javax.crypto.AEADBadTagException;

/**
 * Runs two libraries against each other on zeroes, sealing and opening, until the second is clearly
 * faster or has had its chance. What the JIT compiler learns here serves the real streams.
 */
final class CipherBenchmark implements BooleanSupplier {
  private static final Suite SUITE = Suite.AES_256_GCM;
  private static final int MESSAGE = 64 * 1024;
  private static final int MESSAGES = 64;

  /** A gibibyte each way: the JDK's GCM is compiled within a quarter of that. */
  private static final int ROUNDS = 256;

  private static final double CLEARLY_FASTER = 0.8;

  private final CipherLibrary first;
  private final CipherLibrary second;

  CipherBenchmark(CipherLibrary first, CipherLibrary second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public boolean getAsBoolean() {
    try (SecretBytes key = SecretBytes.absorb(new byte[SUITE.keyLength()]);
        Aead one = first.aead(SUITE, key);
        Aead other = second.aead(SUITE, key)) {
      Track track = new Track();
      long best = Long.MAX_VALUE;
      long otherBest = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        // The best of all laps: a busy machine makes any single one slow.
        best = Math.min(best, track.lap(one));
        otherBest = Math.min(otherBest, track.lap(other));
        if (otherBest < best * CLEARLY_FASTER) {
          return true;
        }
      }
      return false;
    }
  }

  /** The nonces go on from lap to lap, because the JDK refuses one twice in a row. */
  private static final class Track {
    private final byte[] nonce = new byte[Suite.NONCE_LENGTH];
    private final byte[] associated = new byte[0];
    private final byte[] plain = new byte[MESSAGE];
    private final byte[] sealed = new byte[MESSAGE + Suite.TAG_LENGTH];

    long lap(Aead aead) {
      long start = System.nanoTime();
      for (int i = 0; i < MESSAGES; i++) {
        nonce[i % nonce.length]++;
        aead.seal(nonce, associated, plain, 0, MESSAGE, sealed, 0);
        open(aead);
      }
      return System.nanoTime() - start;
    }

    private void open(Aead aead) {
      try {
        aead.open(nonce, associated, sealed, 0, sealed.length, plain, 0);
      } catch (AEADBadTagException e) {
        throw new ProviderException("a library refused what it sealed", e);
      }
    }
  }
}
