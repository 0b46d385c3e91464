package dev.coffer.agent.mariadb;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long a backup waits for a lock that another connection holds.
 *
 * @param limit of one wait
 * @param told receives a readable line about the connections that hold the lock
 */
public record LockWaitLimit(Duration limit, Consumer<String> told) {
  /** Enough for a long statement; a forgotten session holds its locks for hours. */
  public static final Duration USUAL = Duration.ofMinutes(10);
}
