package dev.coffer.crypto.cipher;

import dev.coffer.crypto.cipher.Candidate.Found;
import dev.coffer.crypto.cipher.Candidate.Missing;
import dev.coffer.crypto.secret.SecretBytes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cipher libraries of this machine, each looked for once per process. For each suite they stand
 * in order of preference (docs/decisions/0001), and there is always at least one. What was looked
 * for and not found, or found and wrong, can be told with its reason for an operator to read.
 */
public final class Ciphers {
  private static final Candidate LIBCRYPTO = new Candidate("libcrypto", LibCrypto::new);
  private static final Candidate LIBGCRYPT = new Candidate("libgcrypt", LibGcrypt::new);
  private static final Candidate JDK = new Candidate("JDK", JdkCiphers::new);
  private static final Candidate LIBCRYPTO_THEN_JDK =
      new Candidate(
          "libcrypto, then JDK", () -> WarmingAes.racing(new LibCrypto(), new JdkCiphers()));
  private static final Candidate BOUNCY_CASTLE = new Candidate("Bouncy Castle", BouncyCastle::new);

  /** Why a library does not serve a suite. */
  public record Absence(String library, Suite suite, String reason) {}

  private Ciphers() {}

  private static List<Candidate> candidates(Suite suite) {
    return switch (suite) {
      case AES_256_GCM -> List.of(LIBCRYPTO_THEN_JDK, LIBCRYPTO, LIBGCRYPT, JDK, BOUNCY_CASTLE);
      case SM4_GCM -> List.of(LIBGCRYPT, LIBCRYPTO, BOUNCY_CASTLE);
    };
  }

  /** All libraries that serve the suite, the preferred one first. */
  public static List<CipherLibrary> libraries(Suite suite) {
    return found(suite).toList();
  }

  /** The libraries that could serve the suite but do not on this machine. */
  public static List<Absence> absences(Suite suite) {
    return candidates(suite).stream()
        .flatMap(candidate -> absence(candidate, suite).stream())
        .toList();
  }

  private static Optional<Absence> absence(Candidate candidate, Suite suite) {
    return switch (candidate.serving(suite)) {
      case Found _ -> Optional.empty();
      case Missing(String reason) -> Optional.of(new Absence(candidate.name(), suite, reason));
    };
  }

  public static CipherLibrary best(Suite suite) {
    return found(suite).findFirst().orElseThrow();
  }

  /** The key in the best library for the suite; the caller closes what it gets. */
  public static Aead aead(Suite suite, SecretBytes key) {
    return best(suite).aead(suite, key);
  }

  /** Lazy: what stands behind the one that is taken is not even looked for. */
  private static Stream<CipherLibrary> found(Suite suite) {
    return candidates(suite).stream()
        .map(candidate -> candidate.serving(suite))
        .mapMulti(
            (finding, found) -> {
              if (finding instanceof Found(CipherLibrary library)) {
                found.accept(library);
              }
            });
  }

  static void requireKeyOf(Suite suite, SecretBytes key, CipherLibrary library) {
    if (key.length() != suite.keyLength()) {
      throw new IllegalArgumentException(
          "a key of " + suite.wireName() + " cannot have length " + key.length());
    }
    if (!library.suites().contains(suite)) {
      throw new IllegalArgumentException(library.name() + " does not serve " + suite.wireName());
    }
  }
}
