package dev.coffer.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether new clusters of this host are spread by Citus, which no distribution has. */
final class Citus {
  private static final Path CONTROL = Path.of("/usr/share/postgresql/15/extension/citus.control");

  private Citus() {}

  static void assumeAvailable() {
    assumeTrue(Files.exists(CONTROL), "citus is no extension of this host's PostgreSQL 15");
  }

  /** For what looks at how tables are spread without it. */
  static void assumeAbsent() {
    assumeFalse(Files.exists(CONTROL), "citus spreads the tables of new clusters of this host");
  }
}
