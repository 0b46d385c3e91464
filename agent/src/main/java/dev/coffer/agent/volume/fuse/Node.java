package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v2.InodeSeal;
import org.jspecify.annotations.Nullable;

/**
 * An inode that the kernel knows, by what its seal says. Found again by a name of it, in the
 * directory that this is in; pinned by a descriptor only once the last name that was known is gone.
 * Place and counts are guarded by {@code Nodes}.
 */
final class Node {
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;

  private final long inode;
  private final FileId id;
  private final int device;
  private final boolean log;
  private volatile int mode;
  private volatile int uid;
  private volatile int gid;

  private @Nullable Node parent;
  private byte[] name = {};
  private int pin = Posix.NONE;
  private long lookups;
  private int holders;
  private @Nullable Handle handle;

  Node(long inode, InodeSeal seal, boolean log) {
    this.inode = inode;
    this.id = seal.id();
    this.device = seal.device();
    this.log = log;
    show(seal);
  }

  /** Takes over what may change of a seal. */
  void show(InodeSeal seal) {
    mode = seal.mode();
    uid = seal.uid();
    gid = seal.gid();
  }

  /** The number of the inode below, which is unique as long as the node is known. */
  long inode() {
    return inode;
  }

  FileId id() {
    return id;
  }

  int device() {
    return device;
  }

  int mode() {
    return mode;
  }

  int uid() {
    return uid;
  }

  int gid() {
    return gid;
  }

  boolean isRegular() {
    return (mode & TYPE) == REGULAR;
  }

  boolean isDirectory() {
    return (mode & TYPE) == DIRECTORY;
  }

  /** Whether it is part of a database's log, which is synced with every commit. */
  boolean isLog() {
    return log;
  }

  @Nullable Node parent() {
    return parent;
  }

  byte[] name() {
    return name;
  }

  int pin() {
    return pin;
  }

  void place(@Nullable Node newParent, byte[] newName, int newPin) {
    parent = newParent;
    name = newName;
    pin = newPin;
  }

  void lookedUp(long times) {
    lookups += times;
  }

  void held(int times) {
    holders += times;
  }

  boolean isNeeded() {
    return lookups > 0 || holders > 0;
  }

  /** The directory's descriptor, opened when it is needed. */
  synchronized Handle handle(Nodes nodes) {
    if (handle == null) {
      handle = new Handle(nodes, this);
    }
    return handle;
  }

  synchronized void closeHandle() throws Errno {
    if (handle != null) {
      handle.close();
      handle = null;
    }
  }
}
