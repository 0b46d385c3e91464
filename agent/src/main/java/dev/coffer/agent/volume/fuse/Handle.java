package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.Posix;
import java.io.IOException;

/**
 * An inode's descriptor that may be closed while it is unused and is opened again for its next use.
 * One that was written to is synced before it is closed: a new one would not tell of a write that
 * failed.
 */
final class Handle {
  private final Nodes nodes;
  private final Node node;
  private final Object position = new Object();

  // Guarded by this; opened only with the names' lock held before.
  private int descriptor = Posix.NONE;
  private int users;
  private boolean dirty;
  private boolean closed;
  private volatile boolean touched;

  Handle(Nodes nodes, Node node) {
    this.nodes = nodes;
    this.node = node;
  }

  Node node() {
    return node;
  }

  /** To be locked by who moves the position of the descriptor and counts on it. */
  Object position() {
    return position;
  }

  /** The descriptor, to be given back. */
  int borrow() throws IOException {
    touched = true;
    synchronized (this) {
      if (descriptor != Posix.NONE) {
        users++;
        return descriptor;
      }
    }
    return open();
  }

  synchronized boolean isOpen() {
    return descriptor != Posix.NONE;
  }

  private int open() throws IOException {
    nodes.openWayTo(node);
    int opened;
    nodes.names().readLock().lock();
    try {
      synchronized (this) {
        if (closed) {
          throw new Errno(Errno.EIO, "a handle that is closed");
        }
        if (descriptor != Posix.NONE) {
          users++;
          return descriptor;
        }
        opened = nodes.open(node);
        descriptor = opened;
        users++;
      }
    } finally {
      nodes.names().readLock().unlock();
    }
    nodes.handles().opened(this);
    return opened;
  }

  synchronized void giveBack() {
    users--;
  }

  /** What was written has to be synced before the descriptor may go. */
  synchronized void written() {
    dirty = true;
  }

  /** To be called before a sync begins. */
  synchronized void syncing() {
    dirty = false;
  }

  /** Whether it was used since this was last asked. */
  boolean wasTouched() {
    boolean was = touched;
    touched = false;
    return was;
  }

  /** Closes the descriptor if it is unused. */
  synchronized boolean closeIfIdle() throws Errno {
    if (users > 0) {
      return false;
    }
    if (descriptor != Posix.NONE) {
      if (dirty) {
        Posix.syncData(descriptor);
        dirty = false;
      }
      Posix.close(descriptor);
      descriptor = Posix.NONE;
    }
    return true;
  }

  /** For good. */
  void close() {
    synchronized (this) {
      closed = true;
      if (descriptor != Posix.NONE) {
        Posix.close(descriptor);
        descriptor = Posix.NONE;
      }
    }
    nodes.handles().closed(this);
  }
}
