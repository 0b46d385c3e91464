package dev.coffer.crypto.cipher;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Decides once per process whether to go over to a cipher that is only fast after the JIT compiler
 * has seen enough of it. Nothing is spent on that before the process has shown that it has much to
 * seal; then one race is run beside the work, and its outcome stands.
 */
final class WarmUp {
  /** A process that seals less ends before the race has paid for itself (docs/decisions/0001). */
  static final long WORTH_A_RACE = 2L << 30;

  private final Executor beside;
  private final BooleanSupplier race;
  private final AtomicLong transformed = new AtomicLong();
  private final AtomicBoolean started = new AtomicBoolean();

  // Written once by the thread that ran the race, read before each message by every cipher.
  private volatile boolean won;

  WarmUp(Executor beside, BooleanSupplier race) {
    this.beside = beside;
    this.race = race;
  }

  /** Whether to go over, asked before a message of so many bytes. */
  boolean isWon(int length) {
    if (!won
        && transformed.addAndGet(length) > WORTH_A_RACE
        && started.compareAndSet(false, true)) {
      beside.execute(() -> won = race.getAsBoolean());
    }
    return won;
  }
}
