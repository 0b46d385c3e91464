package dev.coffer.agent.volume.fuse;

import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.FileId;
import java.io.IOException;

/**
 * Makes files and directories: whole, owned and sealed in the nursery, then moved to their name at
 * once. A crash leaves either nothing or all of it; what it leaves in the nursery is removed at the
 * next mount.
 */
final class Birth {
  private static final int SET_GROUP_ID = 02000;

  private final Volume volume;

  Birth(Volume volume) {
    this.volume = volume;
  }

  /** Who owns a new thing, and its permissions. */
  record Owner(int uid, int gid, int mode) {

    /** In a directory with the set-group-id bit the group is inherited. */
    static Owner of(Request request, Node parent, int mode, boolean directory) throws Errno {
      FileStatus status = Posix.status(parent.descriptor());
      boolean inherited = (status.mode() & SET_GROUP_ID) != 0;
      int bits = (mode & 07777) | (inherited && directory ? SET_GROUP_ID : 0);
      return new Owner(request.uid(), inherited ? status.gid() : request.gid(), bits);
    }
  }

  void file(Node parent, byte[] name, Owner owner) throws IOException {
    byte[] place = volume.nurseryName();
    FileId id = FileId.random(volume.random());
    int flags = Posix.READ_WRITE | Posix.CREATE_NEW;
    try (var storage = new FdStorage(Posix.open(volume.nursery(), place, flags, 0600))) {
      byte[] header = new FileHeader(id, 0).seal(volume.keys());
      storage.write(0, header, 0, header.length);
      // The name must never be on the disk before the header is: an empty file proves nothing.
      storage.sync();
      volume.seals().create(storage.descriptor(), id, parent.id(), name);
      give(storage.descriptor(), owner);
    }
    move(place, parent, name, false);
  }

  void directory(Node parent, byte[] name, Owner owner) throws IOException {
    byte[] place = volume.nurseryName();
    Posix.makeDirectory(volume.nursery(), place, 0700);
    int descriptor = Posix.open(volume.nursery(), place, Posix.READ_ONLY | Posix.DIRECTORY, 0);
    try {
      volume.seals().create(descriptor, FileId.random(volume.random()), parent.id(), name);
      give(descriptor, owner);
    } finally {
      Posix.close(descriptor);
    }
    move(place, parent, name, true);
  }

  private static void give(int descriptor, Owner owner) throws Errno {
    Posix.changeOwner(descriptor, owner.uid(), owner.gid());
    Posix.changeMode(descriptor, owner.mode());
  }

  private void move(byte[] place, Node parent, byte[] name, boolean directory) throws Errno {
    try {
      Posix.rename(volume.nursery(), place, parent.descriptor(), name, Posix.NO_REPLACE);
    } catch (Errno e) {
      if (directory) {
        Posix.removeDirectory(volume.nursery(), place);
      } else {
        Posix.unlink(volume.nursery(), place);
      }
      throw e;
    }
  }
}
