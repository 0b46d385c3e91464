package dev.coffer.agent.backup;

import dev.coffer.agent.Watch;

/** Tells how far a stream has come, as a share of how long it is thought to be. */
final class Percent {
  private static final int ALL = 100;

  private final Watch watch;
  private final long expected;
  private int told = -1;

  Percent(Watch watch, long expected) {
    this.watch = watch;
    this.expected = Math.max(1, expected);
  }

  /** Stays below the whole: an estimate may be too small, and the last byte is not the end. */
  void reached(long bytes) {
    tell((int) Math.min(ALL - 1, bytes * ALL / expected));
  }

  void done() {
    tell(ALL);
  }

  private void tell(int percent) {
    if (percent > told) {
      told = percent;
      watch.progress(percent);
    }
  }
}
