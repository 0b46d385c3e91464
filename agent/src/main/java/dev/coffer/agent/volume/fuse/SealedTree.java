package dev.coffer.agent.volume.fuse;

import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.InodeSeal;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** All that is in a volume which is not mounted, each with its seal looked at. */
public final class SealedTree {
  private final Seals seals;
  private final Visitor visitor;

  /** Where something lies in the backing directory. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Location(byte[] path, String text) {
    Location child(byte[] name) {
      byte[] longer = Arrays.copyOf(path, path.length + 1 + name.length);
      longer[path.length] = '/';
      System.arraycopy(name, 0, longer, path.length + 1, name.length);
      String shown = Nodes.text(name);
      return new Location(longer, text.isEmpty() ? shown : text + "/" + shown);
    }

    public FdStorage openIn(BackingDirectory backing) throws IOException {
      return backing.open(path);
    }

    /** Relative to the volume's root, for people to read. */
    @Override
    public String toString() {
      return text.isEmpty() ? "/" : text;
    }
  }

  /** Is told of everything, in the order of names. */
  public interface Visitor {
    /** Of something that is not a directory; the storage is open for as long as this runs. */
    void file(Location location, FileId id, FdStorage storage) throws IOException;

    /** Of something that does not belong where it was found. */
    void refused(Location location, SealRefused refused) throws IOException;
  }

  private SealedTree(VolumeKeys keys, Visitor visitor) {
    this.seals = new Seals(keys);
    this.visitor = visitor;
  }

  public static void walk(
      BackingDirectory backing, String root, FileId rootId, VolumeKeys keys, Visitor visitor)
      throws IOException {
    var tree = new SealedTree(keys, visitor);
    var start = new Location(Posix.bytes(root), "");
    try (var directory = new Pinned(backing.directory(root))) {
      try {
        InodeSeal _ = tree.seals.verify(directory.descriptor(), rootId);
      } catch (SealRefused refused) {
        visitor.refused(start, refused);
      }
      tree.directory(start, directory.descriptor(), rootId);
    }
  }

  private void directory(Location location, int descriptor, FileId id) throws IOException {
    List<byte[]> names = DirectoryEntry.all(descriptor);
    names.sort(Arrays::compareUnsigned);
    for (byte[] name : names) {
      Location child = location.child(name);
      try {
        child(child, descriptor, id, name);
      } catch (SealRefused refused) {
        visitor.refused(child, refused);
      }
    }
  }

  private void child(Location location, int directory, FileId id, byte[] name) throws IOException {
    try (var pinned = new Pinned(Posix.pin(directory, name))) {
      FileStatus status = Posix.status(pinned.descriptor());
      InodeSeal seal = seals.verify(pinned.descriptor(), status, id, name);
      if (seal.isDirectory()) {
        int flags = Posix.READ_ONLY | Posix.DIRECTORY;
        try (var child = new Pinned(Posix.reopen(pinned.descriptor(), flags))) {
          directory(location, child.descriptor(), seal.id());
        }
        return;
      }
      if (status.links() > seal.nameCount()) {
        visitor.refused(
            location,
            new SealRefused(SealRefused.Reason.MISPLACED, "has more names than it was given"));
      }
      try (var storage = new FdStorage(Posix.reopen(pinned.descriptor(), Posix.READ_WRITE))) {
        visitor.file(location, seal.id(), storage);
      }
    }
  }
}
