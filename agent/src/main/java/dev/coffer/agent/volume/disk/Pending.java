package dev.coffer.agent.volume.disk;

/**
 * Where a block rests whose file does not know it yet: its entry, and its ciphertext unless that is
 * in the file already.
 */
record Pending(long entryAt, long imageAt) {
  private static final long NOWHERE = -1;
  private static final long NOWHERE_YET = -2;

  /** The room in its place is given back. */
  static final Pending HOLE = new Pending(NOWHERE, NOWHERE);

  /** The room in its place is kept for what comes after. */
  static final Pending KEPT_HOLE = new Pending(NOWHERE_YET, NOWHERE);

  static Pending fresh(long entryAt) {
    return new Pending(entryAt, NOWHERE);
  }

  boolean isHole() {
    return entryAt < 0;
  }

  boolean keepsRoom() {
    return entryAt != NOWHERE;
  }

  boolean isImage() {
    return imageAt != NOWHERE;
  }
}
