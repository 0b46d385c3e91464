package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.NewFile;
import dev.coffer.agent.volume.posix.FdStorage;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.agent.volume.protocol.Request;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v2.InodeSeal;
import java.io.IOException;

/**
 * Makes files and directories: whole and sealed in the nursery, then moved to their name at once. A
 * crash leaves either nothing or all of it; what it leaves in the nursery is removed at the next
 * mount. Links, pipes and the like are files below: only the seal says what they are.
 */
final class InodeCreation {
  static final byte[] NOTHING = {};

  private static final int SET_GROUP_ID = 02000;
  private static final int PERMISSIONS = 07777;
  private static final int DIRECTORY = 0040000;

  private final Volume volume;

  InodeCreation(Volume volume) {
    this.volume = volume;
  }

  /** What a new thing is and whose. */
  record Owner(int uid, int gid, int mode) {

    /** In a directory with the set-group-id bit the group is inherited. */
    static Owner of(Request request, Node parent, int mode) {
      boolean inherited = (parent.mode() & SET_GROUP_ID) != 0;
      boolean directory = (mode & ~PERMISSIONS) == DIRECTORY;
      int bits = mode | (inherited && directory ? SET_GROUP_ID : 0);
      return new Owner(request.uid(), inherited ? parent.gid() : request.gid(), bits);
    }

    private InodeSeal seal(int device) {
      return InodeSeal.fresh(FileId.random(), mode, uid, gid, device);
    }
  }

  /** Content may be as long as a block. */
  void file(Node parent, byte[] name, Owner owner, int device, byte[] content) throws IOException {
    byte[] place = volume.nurseryName();
    int flags = Posix.READ_WRITE | Posix.CREATE_NEW | Posix.NO_FOLLOW;
    InodeSeal seal = owner.seal(device);
    int made = Posix.open(volume.nursery(), place, flags, 0600);
    try {
      try (var storage = new FdStorage(made)) {
        // The name must never be on the disk before this is: an empty file proves nothing.
        NewFile.write(storage, volume.keys(), seal.id(), content);
        volume.seals().create(storage.descriptor(), seal, parent.id(), name);
      }
      move(place, parent, name);
    } catch (IOException e) {
      Posix.unlink(volume.nursery(), place);
      throw e;
    }
  }

  void directory(Node parent, byte[] name, Owner owner) throws IOException {
    byte[] place = volume.nurseryName();
    Posix.makeDirectory(volume.nursery(), place, 0700);
    int flags = Posix.READ_ONLY | Posix.DIRECTORY;
    try {
      try (var made = new Pinned(Posix.beneath(volume.nursery(), place, flags))) {
        volume.seals().create(made.descriptor(), owner.seal(0), parent.id(), name);
      }
      move(place, parent, name);
    } catch (IOException e) {
      Posix.removeDirectory(volume.nursery(), place);
      throw e;
    }
  }

  private void move(byte[] place, Node parent, byte[] name) throws IOException {
    Handle handle = parent.handle(volume.nodes());
    int descriptor = handle.borrow();
    try {
      Posix.rename(volume.nursery(), place, descriptor, name, Posix.NO_REPLACE);
    } finally {
      handle.giveBack();
    }
  }
}
