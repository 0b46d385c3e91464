package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.DirectoryEntry;
import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FdStorage;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.LoggedName;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The directory that a volume rests in. An attacker who has the disk can put anything there, so it
 * is reached by descriptor alone: no link is followed, no other file system entered, and what is
 * opened as a file is one. Fails with {@link Errno}.
 */
public final class BackingDirectory implements AutoCloseable {
  private static final int LONGEST_PATH = 4000;
  private static final int PRIVATE = 0700;
  private static final int PRIVATE_FILE = 0600;

  private final Path path;
  private final int descriptor;

  private BackingDirectory(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  public static BackingDirectory open(Path path) throws IOException {
    int flags = Posix.PATH_ONLY | Posix.DIRECTORY | Posix.NO_FOLLOW;
    return new BackingDirectory(path, Posix.open(path.toString(), flags));
  }

  /** Open for more than passing through, which is all that who serves it may. */
  private Pinned itself() throws Errno {
    return new Pinned(Posix.reopen(descriptor, Posix.READ_ONLY | Posix.DIRECTORY));
  }

  public Path path() {
    return path;
  }

  /** A descriptor that the caller closes. */
  int directory(String name) throws Errno {
    return directory(Posix.bytes(name));
  }

  int directory(byte[] name) throws Errno {
    try (var way = wayTo(name)) {
      return Posix.beneath(way.descriptor(), way.rest(), Posix.READ_ONLY | Posix.DIRECTORY);
    }
  }

  /** Where a path leads that is longer than the kernel takes at once, and what is left of it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Way(int descriptor, byte[] rest, Pinned pinned) implements AutoCloseable {
    @Override
    public void close() {
      pinned.close();
    }
  }

  private Way wayTo(byte[] name) throws Errno {
    var reached = new Pinned(Posix.duplicate(descriptor));
    byte[] rest = name;
    while (rest.length > LONGEST_PATH) {
      int cut = LONGEST_PATH;
      while (rest[cut] != '/') {
        cut--;
      }
      byte[] part = Arrays.copyOf(rest, cut);
      try (Pinned from = reached) {
        int flags = Posix.PATH_ONLY | Posix.DIRECTORY;
        reached = new Pinned(Posix.beneath(from.descriptor(), part, flags));
      }
      rest = Arrays.copyOfRange(rest, cut + 1, rest.length);
    }
    return new Way(reached.descriptor(), rest, reached);
  }

  /** Opens a file that is there. */
  public FdStorage open(String name) throws IOException {
    return open(Posix.bytes(name));
  }

  FdStorage open(byte[] name) throws IOException {
    try (var way = wayTo(name)) {
      return new FdStorage(openFile(way.descriptor(), way.rest(), Posix.READ_WRITE));
    }
  }

  /** Opens a file that only grows, making it where it is not. */
  public FdStorage append(String name) throws IOException {
    byte[] bytes = Posix.bytes(name);
    int flags = Posix.READ_WRITE | Posix.APPEND | Posix.CREATE | Posix.NO_FOLLOW | Posix.NO_WAIT;
    int opened = Posix.open(descriptor, bytes, flags, PRIVATE_FILE);
    if (!Posix.status(opened).isRegular()) {
      Posix.close(opened);
      throw new Errno(Errno.EIO, name + " is not a file");
    }
    return new FdStorage(opened);
  }

  /** Looked at before it is opened: opening a pipe waits, and opening a device does things. */
  static int openFile(int directory, byte[] name, int flags) throws Errno {
    try (var pinned = new Pinned(Posix.pin(directory, name))) {
      FileStatus status = Posix.status(pinned.descriptor());
      if (!status.isRegular()) {
        throw new Errno(
            Errno.EIO, "%s is %s, not a file".formatted(LoggedName.of(name), status.kind()));
      }
      return Posix.reopen(pinned.descriptor(), flags);
    }
  }

  /** Makes a file, and fails where one exists. */
  public FdStorage create(String name) throws IOException {
    int flags = Posix.READ_WRITE | Posix.CREATE_NEW | Posix.NO_FOLLOW;
    return new FdStorage(Posix.open(descriptor, Posix.bytes(name), flags, PRIVATE_FILE));
  }

  public void makeDirectory(String name) throws IOException {
    Posix.makeDirectory(descriptor, Posix.bytes(name), PRIVATE);
  }

  public boolean has(String name) throws IOException {
    try (var _ = new Pinned(Posix.pin(descriptor, Posix.bytes(name)))) {
      return true;
    } catch (Errno e) {
      if (e.is(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }

  public boolean isEmpty() throws IOException {
    try (var itself = itself()) {
      return DirectoryEntry.all(itself.descriptor()).isEmpty();
    }
  }

  /** A short file as a whole. */
  public byte[] read(String name) throws IOException {
    try (var storage = new FdStorage(openFile(descriptor, Posix.bytes(name), Posix.READ_ONLY))) {
      var content = new ByteArrayOutputStream();
      byte[] part = new byte[4096];
      int got;
      while ((got = storage.read(content.size(), part, 0, part.length)) > 0) {
        content.write(part, 0, got);
      }
      return content.toByteArray();
    }
  }

  /** Puts one file in the place of another, at once. */
  public void replace(String name, String by) throws IOException {
    Posix.rename(descriptor, Posix.bytes(by), descriptor, Posix.bytes(name), 0);
  }

  public void remove(String name) throws IOException {
    Posix.unlink(descriptor, Posix.bytes(name));
  }

  /** Returns once the names in it are on the disk. */
  public void sync() throws IOException {
    try (var itself = itself()) {
      Posix.sync(itself.descriptor());
    }
  }

  /** Removes all that is in it. */
  public void clear() throws IOException {
    try (var itself = itself()) {
      clear(itself.descriptor());
    }
  }

  /** Removes all that is in a directory. */
  public void clear(String name) throws IOException {
    try (var directory = new Pinned(directory(name))) {
      clear(directory.descriptor());
    }
  }

  private static void clear(int directory) throws Errno {
    for (byte[] name : DirectoryEntry.all(directory)) {
      if (Posix.status(directory, name).isDirectory()) {
        try (var child =
            new Pinned(Posix.beneath(directory, name, Posix.READ_ONLY | Posix.DIRECTORY))) {
          clear(child.descriptor());
        }
        Posix.removeDirectory(directory, name);
      } else {
        Posix.unlink(directory, name);
      }
    }
  }

  /** Whose a thing in it is. */
  public int owner(String name) throws IOException {
    return Posix.status(descriptor, Posix.bytes(name)).uid();
  }

  /** Gives a thing in it, with all that is in that, to a user. */
  public void give(String name, int uid, int gid) throws IOException {
    give(descriptor, Posix.bytes(name), uid, gid);
  }

  /** Lets others reach what they own in it, but not see what there is. */
  public void makePassable() throws IOException {
    try (var itself = itself()) {
      Posix.changeMode(itself.descriptor(), 0711);
    }
  }

  private static void give(int directory, byte[] name, int uid, int gid) throws Errno {
    try (var pinned = new Pinned(Posix.pin(directory, name))) {
      if (Posix.status(pinned.descriptor()).isDirectory()) {
        try (var child =
            new Pinned(Posix.reopen(pinned.descriptor(), Posix.READ_ONLY | Posix.DIRECTORY))) {
          for (byte[] each : DirectoryEntry.all(child.descriptor())) {
            give(child.descriptor(), each, uid, gid);
          }
        }
      }
      Posix.changeOwner(pinned.descriptor(), uid, gid);
    }
  }

  @Override
  public void close() {
    Posix.close(descriptor);
  }
}
