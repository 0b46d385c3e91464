package dev.coffer.agent.volume.fuse;

import java.io.IOException;

/**
 * One change of a name. What gets a name is bound to it before and unbound from the old one after;
 * what loses its last name is pinned for as long as somebody knows it.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Rename(Volume volume, Node from, byte[] name, Node to, byte[] newName) {
  /** No inode has this number. */
  static final long NOTHING = 0;

  /** Replaces what is there, and returns the inode that lost a name. */
  long replacing() throws IOException {
    Nodes nodes = volume.nodes();
    nodes.names().writeLock().lock();
    try (Pinned moved = nodes.pin(from, name);
        Pinned replaced = pinIfThere()) {
      long inode = inode(moved);
      long lost = inode(replaced);
      volume.seals().bind(moved.descriptor(), to.id(), newName);
      call(0);
      if (lost == inode) {
        // Two names of one file: renaming one to the other does nothing, says POSIX.
        return NOTHING;
      }
      volume.seals().unbind(moved.descriptor(), from.id(), name);
      if (lost != NOTHING) {
        lose(replaced, lost);
      }
      nodes.moved(inode, from, name, to, newName);
      return lost;
    } finally {
      nodes.names().writeLock().unlock();
    }
  }

  private void lose(Pinned replaced, long inode) throws IOException {
    FileStatus status = Posix.status(replaced.descriptor());
    if (status.isRegular() && status.links() > 0) {
      volume.seals().unbind(replaced.descriptor(), to.id(), newName);
    }
    volume.nodes().unnamed(inode, to, newName, replaced.take());
  }

  void refusing() throws IOException {
    Nodes nodes = volume.nodes();
    nodes.names().writeLock().lock();
    try (Pinned moved = nodes.pin(from, name)) {
      volume.seals().bind(moved.descriptor(), to.id(), newName);
      call(Posix.NO_REPLACE);
      volume.seals().unbind(moved.descriptor(), from.id(), name);
      nodes.moved(inode(moved), from, name, to, newName);
    } finally {
      nodes.names().writeLock().unlock();
    }
  }

  void exchanging() throws IOException {
    Nodes nodes = volume.nodes();
    nodes.names().writeLock().lock();
    try (Pinned moved = nodes.pin(from, name);
        Pinned other = nodes.pin(to, newName)) {
      volume.seals().bind(moved.descriptor(), to.id(), newName);
      volume.seals().bind(other.descriptor(), from.id(), name);
      call(Posix.EXCHANGE);
      if (inode(moved) != inode(other)) {
        volume.seals().unbind(moved.descriptor(), from.id(), name);
        volume.seals().unbind(other.descriptor(), to.id(), newName);
        nodes.exchanged(inode(moved), inode(other), this);
      }
    } finally {
      nodes.names().writeLock().unlock();
    }
  }

  private Pinned pinIfThere() throws IOException {
    try {
      return volume.nodes().pin(to, newName);
    } catch (Errno e) {
      if (e.is(Errno.ENOENT)) {
        return new Pinned(Posix.NONE);
      }
      throw e;
    }
  }

  private static long inode(Pinned pinned) throws Errno {
    return pinned.descriptor() == Posix.NONE ? NOTHING : Posix.status(pinned.descriptor()).inode();
  }

  private void call(int flags) throws IOException {
    Handle source = from.handle(volume.nodes());
    Handle target = to.handle(volume.nodes());
    int sourceAt = source.borrow();
    try {
      int targetAt = target.borrow();
      try {
        Posix.rename(sourceAt, name, targetAt, newName, flags);
      } finally {
        target.giveBack();
      }
    } finally {
      source.giveBack();
    }
  }
}
