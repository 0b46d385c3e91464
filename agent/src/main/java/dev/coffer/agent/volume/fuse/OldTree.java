package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.NewFile;
import dev.coffer.agent.volume.posix.DirectoryEntry;
import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FdStorage;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.LoggedName;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.NameBinding;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.SealRefused.Reason;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.InodeSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Seals a tree of version 1 anew. Names and contents have to be what was sealed; owners,
 * permissions and links were not sealed by that version and are taken as they are found. May be cut
 * short and run again.
 */
public final class OldTree {
  private static final byte[] PLACE = Posix.bytes("upgraded");
  private static final int PRIVATE = 0700;
  private static final int PRIVATE_FILE = 0600;
  private static final int SYMBOLIC_LINK = 0120000;

  private final VolumeKeys keys;
  private final Seals seals;
  private final int nursery;

  private OldTree(VolumeKeys keys, int nursery) {
    this.keys = keys;
    this.seals = new Seals(keys);
    this.nursery = nursery;
  }

  /** The nursery has to be empty. Fails with {@link SealRefused}, which names what it met. */
  public static void upgrade(MountedVolume.Parts parts, VolumeKeys keys) throws IOException {
    try (var nursery = new Pinned(parts.backing().directory(parts.nursery()));
        var root = new Pinned(parts.backing().directory(parts.root()))) {
      var tree = new OldTree(keys, nursery.descriptor());
      tree.children(root.descriptor(), parts.rootId(), "");
      FileStatus status = Posix.status(root.descriptor());
      tree.seal(
          root.descriptor(),
          status,
          InodeSeal.fresh(parts.rootId(), status.mode(), status.uid(), status.gid(), 0));
    }
  }

  private void children(int directory, FileId id, String path) throws IOException {
    for (byte[] name : DirectoryEntry.all(directory)) {
      String child = path + "/" + LoggedName.of(name);
      try {
        child(directory, id, name, child);
      } catch (SealRefused refused) {
        boolean named = String.valueOf(refused.getMessage()).startsWith("/");
        throw named
            ? refused
            : new SealRefused(refused.reason(), child + " " + refused.getMessage());
      }
    }
  }

  private void child(int directory, FileId id, byte[] name, String path) throws IOException {
    try (var pinned = new Pinned(Posix.pin(directory, name))) {
      FileStatus status = Posix.status(pinned.descriptor());
      if (!status.isDirectory() && !status.isRegular()) {
        replace(directory, id, name, pinned.descriptor(), status);
        return;
      }
      FileId own = sealed(pinned.descriptor(), status, id, name);
      if (status.isDirectory()) {
        int flags = Posix.READ_ONLY | Posix.DIRECTORY;
        try (var child = new Pinned(Posix.reopen(pinned.descriptor(), flags))) {
          children(child.descriptor(), own, path);
        }
      }
    }
  }

  /** Seals a file or directory, unless that was done before. */
  private FileId sealed(int pinned, FileStatus status, FileId directory, byte[] name)
      throws IOException {
    byte[] found = attribute(pinned);
    InodeSeal known = newSeal(found);
    if (known == null) {
      InodeSeal seal = seal(found, status);
      requireBound(seal, directory, name);
      seal(pinned, status, seal);
      return seal.id();
    }
    requireBound(known, directory, name);
    return known.id();
  }

  private static byte[] attribute(int pinned) throws Errno, SealRefused {
    try {
      return Posix.attribute(pinned, Seals.ATTRIBUTE);
    } catch (Errno e) {
      if (e.is(Errno.ENODATA)) {
        throw new SealRefused(Reason.MISSING, "carries no seal");
      }
      throw e;
    }
  }

  private @Nullable InodeSeal newSeal(byte[] found) {
    try {
      return InodeSeal.open(found, keys);
    } catch (SealRefused old) {
      return null;
    }
  }

  /** Version 1 has the id and the names one after the other. */
  private static InodeSeal seal(byte[] old, FileStatus status) throws SealRefused {
    if (old.length < FileId.LENGTH || (old.length - FileId.LENGTH) % NameBinding.LENGTH != 0) {
      throw new SealRefused(Reason.TRUNCATED, "carries a seal of %d bytes".formatted(old.length));
    }
    FileId id = FileId.read(ByteBuffer.wrap(old));
    byte[] names = Arrays.copyOfRange(old, FileId.LENGTH, old.length);
    return new InodeSeal(id, status.mode(), status.uid(), status.gid(), 0, names);
  }

  private void requireBound(InodeSeal seal, FileId directory, byte[] name) throws SealRefused {
    if (!seal.isBound(NameBinding.of(keys, directory, name, seal.id()))) {
      throw new SealRefused(Reason.MISPLACED, "was sealed for another place");
    }
  }

  /** First the seal, then what it replaces: owner and permissions of the inode below. */
  private void seal(int pinned, FileStatus status, InodeSeal seal) throws Errno {
    seals.write(pinned, seal);
    int descriptor = Posix.reopen(pinned, Posix.READ_ONLY);
    try {
      Posix.changeMode(descriptor, status.isDirectory() ? PRIVATE : PRIVATE_FILE);
    } finally {
      Posix.close(descriptor);
    }
  }

  /** What is no file and no directory becomes a sealed file in its place. */
  private void replace(int directory, FileId id, byte[] name, int pinned, FileStatus status)
      throws IOException {
    boolean link = (status.mode() & ~07777) == SYMBOLIC_LINK;
    byte[] content = link ? Posix.readLink(pinned) : InodeCreation.NOTHING;
    var seal =
        InodeSeal.fresh(
            FileId.random(), status.mode(), status.uid(), status.gid(), status.device());
    int flags = Posix.READ_WRITE | Posix.CREATE_NEW | Posix.NO_FOLLOW;
    try (var storage = new FdStorage(Posix.open(nursery, PLACE, flags, PRIVATE_FILE))) {
      NewFile.write(storage, keys, seal.id(), content);
      seals.create(storage.descriptor(), seal, id, name);
    }
    Posix.rename(nursery, PLACE, directory, name, 0);
  }
}
