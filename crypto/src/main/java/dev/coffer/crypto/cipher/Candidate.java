package dev.coffer.crypto.cipher;

import java.security.ProviderException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A library that this machine may have. It is opened, and asked for the known answer of a suite,
 * when that is first needed: both take tens of milliseconds in a fresh process.
 */
final class Candidate {

  /** What came of looking for the library, or of asking it to serve one suite. */
  sealed interface Finding {}

  record Found(CipherLibrary library) implements Finding {}

  record Missing(String reason) implements Finding {}

  private final String name;
  private final Supplier<CipherLibrary> opening;

  // Guarded by this: the first to ask does the work, the others wait for its outcome.
  private @Nullable Finding opened;
  private final Map<Suite, Finding> proven = new EnumMap<>(Suite.class);

  Candidate(String name, Supplier<CipherLibrary> opening) {
    this.name = name;
    this.opening = opening;
  }

  String name() {
    return name;
  }

  synchronized Finding serving(Suite suite) {
    return proven.computeIfAbsent(
        suite,
        _ ->
            switch (opened()) {
              case Found(CipherLibrary library) -> prove(library, suite);
              case Missing missing -> missing;
            });
  }

  private Finding opened() {
    if (opened == null) {
      opened = open();
    }
    return opened;
  }

  private Finding open() {
    try {
      return new Found(opening.get());
    } catch (IllegalArgumentException | LinkageError | IllegalCallerException e) {
      return new Missing(String.valueOf(e.getMessage()));
    }
  }

  private static Finding prove(CipherLibrary library, Suite suite) {
    if (!library.suites().contains(suite)) {
      return new Missing("version " + library.version() + " does not have it");
    }
    try {
      return KnownAnswer.of(suite).isGivenBy(library)
          ? new Found(library)
          : new Missing("version " + library.version() + " does not give the known answer");
    } catch (ProviderException e) {
      return new Missing(String.valueOf(e.getMessage()));
    }
  }
}
