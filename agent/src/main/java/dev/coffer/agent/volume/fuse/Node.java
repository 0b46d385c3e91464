package dev.coffer.agent.volume.fuse;

import dev.coffer.crypto.block.v1.FileId;
import org.jspecify.annotations.Nullable;

/**
 * An inode that the kernel knows: pinned by a descriptor, so that neither renames nor removal of
 * its last name change what it stands for. Counts are guarded by {@code Nodes}.
 */
final class Node {
  private final long number;
  private final int descriptor;
  private final Inode inode;
  private final @Nullable FileId id;
  private final boolean log;
  private long lookups;

  /** Which inode of which file system. */
  record Inode(long device, long number) {
    static Inode of(FileStatus status) {
      return new Inode(status.device(), status.inode());
    }
  }

  Node(long number, int descriptor, Inode inode, @Nullable FileId id, boolean log) {
    this.number = number;
    this.descriptor = descriptor;
    this.inode = inode;
    this.id = id;
    this.log = log;
  }

  long number() {
    return number;
  }

  int descriptor() {
    return descriptor;
  }

  Inode inode() {
    return inode;
  }

  /** The id that a sealed file or directory carries. */
  FileId id() throws Errno {
    if (id == null) {
      throw new Errno(Errno.EPERM, "node " + number + " carries no id");
    }
    return id;
  }

  /** Whether it is part of a database's log, which is synced with every commit. */
  boolean isLog() {
    return log;
  }

  void remember() {
    lookups++;
  }

  /** Returns whether the kernel knows it no longer. */
  boolean forget(long count) {
    lookups -= count;
    return lookups <= 0;
  }
}
