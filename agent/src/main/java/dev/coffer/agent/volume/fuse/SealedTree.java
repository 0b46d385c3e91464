package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.DirectoryEntry;
import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FdStorage;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.LoggedName;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.InodeSeal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** All that is in a volume which is not mounted, each with its seal looked at. */
public final class SealedTree {
  /** Directories of one way down that are kept open. */
  private static final int MOST_OPEN = 32;

  private final BackingDirectory backing;
  private final Seals seals;
  private final Visitor visitor;

  /** Where something lies in the backing directory. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Location(byte[] path, String text) {
    Location child(byte[] name) {
      byte[] longer = Arrays.copyOf(path, path.length + 1 + name.length);
      longer[path.length] = '/';
      System.arraycopy(name, 0, longer, path.length + 1, name.length);
      String shown = LoggedName.of(name);
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

  private SealedTree(BackingDirectory backing, VolumeKeys keys, Visitor visitor) {
    this.backing = backing;
    this.seals = new Seals(keys);
    this.visitor = visitor;
  }

  public static void walk(
      BackingDirectory backing, String root, FileId rootId, VolumeKeys keys, Visitor visitor)
      throws IOException {
    var tree = new SealedTree(backing, keys, visitor);
    var start = new Location(Posix.bytes(root), "");
    try (var directory = new Pinned(backing.directory(root))) {
      try {
        InodeSeal _ = tree.seals.verify(directory.descriptor(), rootId);
      } catch (SealRefused refused) {
        visitor.refused(start, refused);
      }
    }
    tree.walk(new Listing(backing, start, rootId));
  }

  /**
   * Without recursion: a tree may be deeper than a thread's stack, or than there are descriptors.
   */
  private void walk(Listing start) throws IOException {
    var way = new ArrayList<Listing>();
    way.add(start);
    try {
      while (!way.isEmpty()) {
        Listing last = way.getLast();
        if (!last.hasNext()) {
          last.close();
          way.removeLast();
          continue;
        }
        byte[] name = last.next();
        Location child = last.location().child(name);
        try {
          child(child, last, name).ifPresent(way::add);
        } catch (SealRefused refused) {
          visitor.refused(child, refused);
        }
        if (way.size() > MOST_OPEN) {
          way.get(way.size() - 1 - MOST_OPEN).close();
        }
      }
    } finally {
      way.forEach(Listing::close);
    }
  }

  /** Returns what is to be listed next, where it is a directory. */
  private Optional<Listing> child(Location location, Listing directory, byte[] name)
      throws IOException {
    try (var pinned = new Pinned(Posix.pin(directory.descriptor(), name))) {
      FileStatus status = Posix.status(pinned.descriptor());
      InodeSeal seal = seals.verify(pinned.descriptor(), status, directory.id(), name);
      if (seal.isDirectory()) {
        return Optional.of(new Listing(backing, location, seal.id()));
      }
      if (status.links() > seal.nameCount()) {
        visitor.refused(
            location,
            new SealRefused(SealRefused.Reason.MISPLACED, "has more names than it was given"));
      }
      try (var storage = new FdStorage(Posix.reopen(pinned.descriptor(), Posix.READ_WRITE))) {
        visitor.file(location, seal.id(), storage);
      }
      return Optional.empty();
    }
  }

  /** The names of a directory that are still to be looked at. */
  private static final class Listing {
    private final BackingDirectory backing;
    private final Location location;
    private final FileId id;
    private final Iterator<byte[]> names;
    private int descriptor = Posix.NONE;

    Listing(BackingDirectory backing, Location location, FileId id) throws Errno {
      this.backing = backing;
      this.location = location;
      this.id = id;
      List<byte[]> all = DirectoryEntry.all(descriptor());
      all.sort(Arrays::compareUnsigned);
      this.names = all.iterator();
    }

    Location location() {
      return location;
    }

    FileId id() {
      return id;
    }

    boolean hasNext() {
      return names.hasNext();
    }

    byte[] next() {
      return names.next();
    }

    /** Opened anew if it was closed meanwhile. */
    int descriptor() throws Errno {
      if (descriptor == Posix.NONE) {
        descriptor = backing.directory(location.path());
      }
      return descriptor;
    }

    void close() {
      if (descriptor != Posix.NONE) {
        Posix.close(descriptor);
        descriptor = Posix.NONE;
      }
    }
  }
}
