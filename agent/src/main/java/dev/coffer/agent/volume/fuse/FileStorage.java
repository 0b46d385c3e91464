package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.Storage;
import dev.coffer.agent.volume.posix.FdStorage;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.Posix;
import java.io.IOException;

/** A file of the backing tree whose descriptor comes and goes. */
final class FileStorage implements Storage {
  private final Handle handle;

  FileStorage(Handle handle) {
    this.handle = handle;
  }

  @FunctionalInterface
  private interface Use {
    void of(FdStorage storage) throws IOException;
  }

  private void use(Use use) throws IOException {
    int descriptor = handle.borrow();
    try {
      use.of(new FdStorage(descriptor));
    } finally {
      handle.giveBack();
    }
  }

  @Override
  public int read(long offset, byte[] into, int at, int length) throws IOException {
    int descriptor = handle.borrow();
    try {
      return new FdStorage(descriptor).read(offset, into, at, length);
    } finally {
      handle.giveBack();
    }
  }

  @Override
  public void write(long offset, byte[] from, int at, int length) throws IOException {
    use(
        storage -> {
          handle.written();
          storage.write(offset, from, at, length);
        });
  }

  @Override
  public void allocate(long offset, long length) throws IOException {
    use(storage -> storage.allocate(offset, length));
  }

  @Override
  public void release(long offset, long length) throws IOException {
    use(storage -> storage.release(offset, length));
  }

  @Override
  public void truncate(long length) throws IOException {
    use(
        storage -> {
          handle.written();
          storage.truncate(length);
        });
  }

  @Override
  public void sync() throws IOException {
    use(
        storage -> {
          handle.syncing();
          storage.sync();
        });
  }

  /** With what the inode says, too. */
  void syncInode() throws IOException {
    use(storage -> Posix.sync(storage.descriptor()));
  }

  void changeTimes(FileStatus.Time modified) throws IOException {
    use(storage -> Posix.changeTimes(storage.descriptor(), FileStatus.Time.UNCHANGED, modified));
  }

  @Override
  public void close() {
    handle.close();
  }
}
