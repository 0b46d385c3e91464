package dev.coffer.crypto.cipher;

import dev.coffer.crypto.secret.SecretBytes;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The cipher libraries of this machine, found once per process. For each suite they stand in order
 * of preference: those that are fast from the first byte, then those that warm up, then plain Java.
 * There is always at least one. What was looked for and not found, or found and wrong, is kept with
 * its reason for an operator to read.
 */
public final class Ciphers {

  /** Why a library serves nothing, or not the one suite that the reason names. */
  public record Absence(String library, String reason) {}

  private record Candidate(String name, Supplier<CipherLibrary> opening) {}

  private static final Ciphers MACHINE = new Ciphers();

  private final Map<Suite, List<CipherLibrary>> libraries = new EnumMap<>(Suite.class);
  private final List<Absence> absences = new ArrayList<>();

  private Ciphers() {
    List.of(
            new Candidate("libgcrypt", LibGcrypt::new),
            new Candidate("libcrypto", LibCrypto::new),
            new Candidate("JDK", JdkCiphers::new),
            new Candidate("Bouncy Castle", BouncyCastle::new))
        .forEach(this::find);
  }

  private void find(Candidate candidate) {
    try {
      CipherLibrary library = candidate.opening.get();
      library.suites().forEach(suite -> prove(library, suite));
    } catch (IllegalArgumentException | LinkageError | IllegalCallerException e) {
      absences.add(new Absence(candidate.name, String.valueOf(e.getMessage())));
    }
  }

  private void prove(CipherLibrary library, Suite suite) {
    try {
      if (KnownAnswer.of(suite).isGivenBy(library)) {
        libraries.computeIfAbsent(suite, _ -> new ArrayList<>()).add(library);
      } else {
        refuse(library, suite, "does not give the known answer");
      }
    } catch (ProviderException e) {
      refuse(library, suite, String.valueOf(e.getMessage()));
    }
  }

  private void refuse(CipherLibrary library, Suite suite, String reason) {
    absences.add(new Absence(library.name(), suite.wireName() + ": " + reason));
  }

  /** All libraries that serve the suite, the preferred one first. */
  public static List<CipherLibrary> libraries(Suite suite) {
    return List.copyOf(MACHINE.libraries.getOrDefault(suite, List.of()));
  }

  /** What was not found on this machine, and why. */
  public static List<Absence> absences() {
    return List.copyOf(MACHINE.absences);
  }

  public static CipherLibrary best(Suite suite) {
    return libraries(suite).getFirst();
  }

  /** The key in the best library for the suite; the caller closes what it gets. */
  public static Aead aead(Suite suite, SecretBytes key) {
    return best(suite).aead(suite, key);
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
