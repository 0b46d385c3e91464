package dev.coffer.agent.volume.disk;

import java.io.IOException;

/**
 * Whether a file was changed since its last sync. Counted, not flagged: a sync cleans what was
 * there when it began, and a caller that comes meanwhile has to wait for one that began after.
 */
final class UnsyncedChanges {
  private long added;
  private long cleaned;

  @FunctionalInterface
  interface Sync {
    void run() throws IOException;
  }

  synchronized void add() {
    added++;
  }

  void cleanBy(Sync sync) throws IOException {
    long seen;
    synchronized (this) {
      if (cleaned == added) {
        return;
      }
      seen = added;
    }
    sync.run();
    synchronized (this) {
      cleaned = Math.max(cleaned, seen);
    }
  }
}
