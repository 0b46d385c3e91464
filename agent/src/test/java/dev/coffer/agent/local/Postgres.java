package dev.coffer.agent.local;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Servers of PostgreSQL as this host sees them: what one writes of its number holds in its cage.
 */
final class Postgres {
  private Postgres() {}

  /** The one whose command line names the data directory. */
  static ProcessHandle in(Path data) {
    return ProcessHandle.allProcesses()
        .filter(any -> any.info().command().filter(path -> path.endsWith("/postgres")).isPresent())
        .filter(
            any ->
                any.info().arguments().stream()
                    .flatMap(Arrays::stream)
                    .anyMatch(data.toString()::equals))
        .findFirst()
        .orElseThrow();
  }
}
