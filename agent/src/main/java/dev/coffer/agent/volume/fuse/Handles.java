package dev.coffer.agent.volume.fuse;

import static java.lang.System.Logger.Level.ERROR;

import dev.coffer.agent.volume.posix.Errno;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Keeps the number of open descriptors within bounds: who was not used for longest goes first. */
final class Handles {
  private static final System.Logger LOG = System.getLogger(Handles.class.getName());

  private final int most;

  // Guarded by this, which is never taken with a handle's own lock held.
  private final Deque<Handle> open = new ArrayDeque<>();

  Handles(int most) {
    this.most = most;
  }

  void opened(Handle handle) {
    @Nullable Handle victim;
    synchronized (this) {
      open.addLast(handle);
      victim = open.size() > most ? victim() : null;
    }
    if (victim != null && !close(victim)) {
      synchronized (this) {
        open.addLast(victim);
      }
    }
  }

  /** The first that was not used since the hand came by last, or else the first. */
  private Handle victim() {
    for (int i = open.size(); i > 0; i--) {
      Handle candidate = open.removeFirst();
      if (!candidate.wasTouched()) {
        return candidate;
      }
      open.addLast(candidate);
    }
    return open.removeFirst();
  }

  private static boolean close(Handle victim) {
    try {
      return victim.closeIfIdle();
    } catch (Errno e) {
      LOG.log(ERROR, "cannot sync a file before its descriptor is closed", e);
      return false;
    }
  }

  synchronized void closed(Handle handle) {
    open.remove(handle);
  }
}
