package dev.coffer.agent.volume.disk;

/**
 * Where a block rests whose file does not know it yet: its entry, and its ciphertext unless that is
 * in the file already.
 */
record Pending(long entryAt, long imageAt) {
  private static final long NOWHERE = -1;

  static final Pending HOLE = new Pending(NOWHERE, NOWHERE);

  static Pending fresh(long entryAt) {
    return new Pending(entryAt, NOWHERE);
  }

  boolean isHole() {
    return entryAt == NOWHERE;
  }

  boolean isImage() {
    return imageAt != NOWHERE;
  }
}
