package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.LoggedName;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v2.InodeSeal;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** All inodes that the kernel knows, or that something we hold needs. */
final class Nodes {
  static final long ROOT = 1;

  private static final byte[] NO_NAME = {};

  /**
   * Read-locked while something is found by its name, write-locked while names change. Taken before
   * every other lock, and with it write-locked no file is touched: who uses a file may wait for it.
   */
  private final ReentrantReadWriteLock names = new ReentrantReadWriteLock();

  private final Handles handles;
  private final Node root;

  // The map, places and counts are guarded by this.
  private final Map<Long, Node> byInode = new HashMap<>();

  /** Takes the descriptor of the root over. */
  Nodes(int rootDescriptor, InodeSeal rootSeal, Handles handles) throws Errno {
    this.handles = handles;
    this.root = new Node(Posix.status(rootDescriptor).inode(), rootSeal, false);
    root.place(null, NO_NAME, rootDescriptor);
    root.held(1);
    byInode.put(root.inode(), root);
  }

  ReentrantReadWriteLock names() {
    return names;
  }

  Handles handles() {
    return handles;
  }

  long numberOf(Node node) {
    return node == root ? ROOT : node.inode();
  }

  synchronized Node get(long number) throws Errno {
    Node node = number == ROOT ? root : byInode.get(number);
    if (node == null) {
      throw new Errno(Errno.ENOENT, "node " + number);
    }
    return node;
  }

  /** The node of what was just found under a name; the kernel then knows it. */
  synchronized Node remember(long inode, InodeSeal seal, Node parent, byte[] name) {
    Node node = byInode.get(inode);
    if (node == null) {
      node = new Node(inode, seal, LogFiles.isLog(parent, name));
      byInode.put(inode, node);
      place(node, parent, name);
    } else if (node.pin() != Posix.NONE && node != root) {
      Posix.close(node.pin());
      place(node, parent, name);
    }
    node.lookedUp(1);
    return node;
  }

  private static void place(Node node, Node parent, byte[] name) {
    node.place(parent, name, Posix.NONE);
    parent.held(1);
  }

  /** Something got a name in place of another. */
  synchronized void moved(long inode, Node from, byte[] name, Node to, byte[] newName) {
    Node node = byInode.get(inode);
    if (node == null || !isAt(node, from, name)) {
      return;
    }
    place(node, to, newName);
    from.held(-1);
  }

  /** Two things got each other's name. */
  synchronized void exchanged(long moved, long other, Rename rename) {
    Node one = byInode.get(moved);
    Node two = byInode.get(other);
    if (one != null && isAt(one, rename.from(), rename.name())) {
      place(one, rename.to(), rename.newName());
      rename.from().held(-1);
    }
    if (two != null && isAt(two, rename.to(), rename.newName())) {
      place(two, rename.from(), rename.name());
      rename.to().held(-1);
    }
  }

  private static boolean isAt(Node node, Node parent, byte[] name) {
    return node.parent() == parent && Arrays.equals(node.name(), name);
  }

  /**
   * Something lost a name. Takes its descriptor over: where that was the name it is found by, it is
   * found by the descriptor from now on.
   */
  void unnamed(long inode, Node parent, byte[] name, int pin) {
    synchronized (this) {
      Node node = byInode.get(inode);
      if (node != null && isAt(node, parent, name)) {
        node.place(null, NO_NAME, pin);
        parent.held(-1);
        return;
      }
    }
    Posix.close(pin);
  }

  void forget(long number, long count) throws Errno {
    List<Node> gone = new ArrayList<>();
    synchronized (this) {
      Node node = number == ROOT ? null : byInode.get(number);
      if (node != null) {
        node.lookedUp(-count);
        removeIfUnneeded(node, gone);
      }
    }
    close(gone);
  }

  synchronized void hold(Node node) {
    node.held(1);
  }

  void release(Node node) throws Errno {
    List<Node> gone = new ArrayList<>();
    synchronized (this) {
      node.held(-1);
      removeIfUnneeded(node, gone);
    }
    close(gone);
  }

  private void removeIfUnneeded(Node start, List<Node> gone) {
    Node node = start;
    while (node != null && node != root && !node.isNeeded()) {
      byInode.remove(node.inode());
      gone.add(node);
      node = node.parent();
      if (node != null) {
        node.held(-1);
      }
    }
  }

  /** Not with the map locked: a handle is opened with its own lock held before. */
  private static void close(List<Node> gone) throws Errno {
    for (Node node : gone) {
      node.closeHandle();
      if (node.pin() != Posix.NONE) {
        Posix.close(node.pin());
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Place(@Nullable Node parent, byte[] name, int pin) {}

  private synchronized Place placeOf(Node node) {
    return new Place(node.parent(), node.name(), node.pin());
  }

  /**
   * Opens the directories that lead to a node, from the top: each is found in the one above it, and
   * a tree may be deeper than a thread's stack.
   */
  void openWayTo(Node node) throws IOException {
    Deque<Handle> closed = new ArrayDeque<>();
    for (Node above = parentOf(node); above != null; above = parentOf(above)) {
      Handle handle = above.handle(this);
      if (handle.isOpen()) {
        break;
      }
      closed.push(handle);
    }
    for (Handle handle : closed) {
      int _ = handle.borrow();
      handle.giveBack();
    }
  }

  private synchronized @Nullable Node parentOf(Node node) {
    return node.parent();
  }

  /** A descriptor that can be read, and written where it is a file. */
  int open(Node node) throws IOException {
    int flags = node.isDirectory() ? Posix.READ_ONLY | Posix.DIRECTORY : Posix.READ_WRITE;
    try (Pinned pinned = pin(node)) {
      return Posix.reopen(pinned.descriptor(), flags);
    }
  }

  /** What a node stands for, wherever it is now. */
  Pinned pin(Node node) throws IOException {
    names.readLock().lock();
    try {
      Place place = placeOf(node);
      if (place.pin != Posix.NONE) {
        return new Pinned(Posix.duplicate(place.pin));
      }
      Pinned found = pin(parentOf(place, node), place.name);
      if (Posix.status(found.descriptor()).inode() != node.inode()) {
        found.close();
        throw replaced(node);
      }
      return found;
    } finally {
      names.readLock().unlock();
    }
  }

  private static Node parentOf(Place place, Node node) throws Errno {
    if (place.parent == null) {
      throw new Errno(Errno.ENOENT, "node " + node.inode());
    }
    return place.parent;
  }

  private SealRefused replaced(Node node) {
    return new SealRefused(SealRefused.Reason.MISPLACED, path(node) + " is another file now");
  }

  /** What stands under a name now; the names have to be locked. */
  Pinned pin(Node directory, byte[] name) throws IOException {
    Handle handle = directory.handle(this);
    int descriptor = handle.borrow();
    try {
      return new Pinned(Posix.pin(descriptor, name));
    } finally {
      handle.giveBack();
    }
  }

  /** Whether its last name is gone. */
  synchronized boolean isDeleted(Node node) throws Errno {
    return node.pin() != Posix.NONE && node != root && Posix.status(node.pin()).links() == 0;
  }

  FileStatus status(Node node) throws IOException {
    names.readLock().lock();
    try {
      Place place = placeOf(node);
      if (place.pin != Posix.NONE) {
        return Posix.status(place.pin);
      }
      Handle handle = parentOf(place, node).handle(this);
      int descriptor = handle.borrow();
      try {
        FileStatus status = Posix.status(descriptor, place.name);
        if (status.inode() != node.inode()) {
          throw replaced(node);
        }
        return status;
      } finally {
        handle.giveBack();
      }
    } finally {
      names.readLock().unlock();
    }
  }

  /** For people to read. */
  synchronized String path(Node node) {
    Deque<String> parts = new ArrayDeque<>();
    for (Node at = node; at.parent() != null; at = at.parent()) {
      parts.addFirst(LoggedName.of(at.name()));
    }
    return "/" + String.join("/", parts);
  }
}
