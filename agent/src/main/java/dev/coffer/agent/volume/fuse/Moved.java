package dev.coffer.agent.volume.fuse;

import java.io.IOException;

/** Something whose name changes, pinned meanwhile; or nothing, to which nothing happens. */
sealed interface Moved extends AutoCloseable {
  Moved NOTHING = new Nothing();

  /** Allows it a name before it has it. */
  void bind(Node directory, byte[] name) throws IOException;

  /** Forbids it a name that it has no longer. */
  void unbind(Node directory, byte[] name) throws IOException;

  /** It lost a name to something else. */
  void replaced(Node directory, byte[] name, Moved by) throws IOException;

  boolean isSame(Moved other);

  @Override
  void close();

  static Moved pin(Volume volume, Node directory, byte[] name) throws Errno {
    int descriptor = Posix.pin(directory.descriptor(), name);
    return new Something(volume, descriptor, Posix.status(descriptor));
  }

  static Moved pinIfThere(Volume volume, Node directory, byte[] name) throws Errno {
    try {
      return pin(volume, directory, name);
    } catch (Errno e) {
      if (e.is(Errno.ENOENT)) {
        return NOTHING;
      }
      throw e;
    }
  }

  /** A pinned inode. */
  record Something(Volume volume, int descriptor, FileStatus status) implements Moved {

    @Override
    public void bind(Node directory, byte[] name) throws IOException {
      if (status.isSealed()) {
        volume.seals().bind(descriptor, directory.id(), name);
      }
    }

    @Override
    public void unbind(Node directory, byte[] name) throws IOException {
      if (status.isSealed()) {
        volume.seals().unbind(descriptor, directory.id(), name);
      }
    }

    @Override
    public void replaced(Node directory, byte[] name, Moved by) throws IOException {
      if (isSame(by)) {
        return;
      }
      if (status.isRegular() && Posix.status(descriptor).links() > 0) {
        unbind(directory, name);
      }
      volume.files().unlinked(Node.Inode.of(status));
    }

    @Override
    public boolean isSame(Moved other) {
      return other instanceof Something(_, _, var otherStatus)
          && Node.Inode.of(otherStatus).equals(Node.Inode.of(status));
    }

    @Override
    public void close() {
      Posix.close(descriptor);
    }
  }

  /** Where there is nothing. */
  record Nothing() implements Moved {
    @Override
    public void bind(Node directory, byte[] name) {}

    @Override
    public void unbind(Node directory, byte[] name) {}

    @Override
    public void replaced(Node directory, byte[] name, Moved by) {}

    @Override
    public boolean isSame(Moved other) {
      return false;
    }

    @Override
    public void close() {}
  }
}
