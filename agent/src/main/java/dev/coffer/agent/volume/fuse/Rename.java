package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import java.io.IOException;

/**
 * One change of a name. What gets a name is bound to it before and unbound from the old one after;
 * what loses its last name is pinned for as long as the kernel knows it.
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
      call(moved, 0);
      if (lost == inode) {
        // Two names of one file: renaming one to the other does nothing, says POSIX.
        return NOTHING;
      }
      nodes.moved(inode, from, name, to, newName);
      if (lost != NOTHING) {
        lose(replaced, lost);
      }
      volume.seals().unbind(moved.descriptor(), from.id(), name);
      return lost;
    } finally {
      nodes.names().writeLock().unlock();
    }
  }

  private void lose(Pinned replaced, long inode) throws IOException {
    try {
      FileStatus status = Posix.status(replaced.descriptor());
      if (status.isRegular() && status.links() > 0) {
        volume.seals().unbind(replaced.descriptor(), to.id(), newName);
      }
    } finally {
      volume.nodes().unnamed(inode, to, newName, replaced.take());
    }
  }

  void refusing() throws IOException {
    Nodes nodes = volume.nodes();
    nodes.names().writeLock().lock();
    try (Pinned moved = nodes.pin(from, name)) {
      call(moved, Posix.NO_REPLACE);
      nodes.moved(inode(moved), from, name, to, newName);
      volume.seals().unbind(moved.descriptor(), from.id(), name);
    } finally {
      nodes.names().writeLock().unlock();
    }
  }

  void exchanging() throws IOException {
    Nodes nodes = volume.nodes();
    nodes.names().writeLock().lock();
    try (Pinned moved = nodes.pin(from, name);
        Pinned other = nodes.pin(to, newName)) {
      boolean bound = volume.seals().bind(other.descriptor(), from.id(), name);
      try {
        call(moved, Posix.EXCHANGE);
      } catch (IOException e) {
        if (bound) {
          volume.seals().unbind(other.descriptor(), from.id(), name);
        }
        throw e;
      }
      if (inode(moved) != inode(other)) {
        nodes.exchanged(inode(moved), inode(other), this);
        volume.seals().unbind(moved.descriptor(), from.id(), name);
        volume.seals().unbind(other.descriptor(), to.id(), newName);
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

  /** Binds the new name first, and not for good if it cannot be given. */
  private void call(Pinned moved, int flags) throws IOException {
    boolean bound = volume.seals().bind(moved.descriptor(), to.id(), newName);
    try {
      call(flags);
    } catch (IOException e) {
      if (bound) {
        volume.seals().unbind(moved.descriptor(), to.id(), newName);
      }
      throw e;
    }
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
