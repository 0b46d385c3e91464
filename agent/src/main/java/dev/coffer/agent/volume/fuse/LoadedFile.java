package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.SealedFile;
import java.io.IOException;

/**
 * A file that somebody has open or that the journal still knows. Its use is guarded by its owner.
 * It keeps the time of the last change, because the times of the backing file tell when the journal
 * or the kernel's cache got round to it.
 */
final class LoadedFile {
  private final Node.Inode inode;
  private final SealedFile content;
  private final FdStorage storage;
  private volatile FileStatus.Time modified;
  private volatile boolean written;
  private int users;

  LoadedFile(Node.Inode inode, SealedFile content, FdStorage storage, FileStatus.Time modified) {
    this.inode = inode;
    this.content = content;
    this.storage = storage;
    this.modified = modified;
  }

  FileStatus.Time modified() {
    return modified;
  }

  void modifiedAt(FileStatus.Time time) {
    modified = time;
  }

  /** The backing file has been written to, or will be, at a time that means nothing. */
  void written() {
    written = true;
  }

  void close() throws IOException {
    if (written) {
      Posix.changeTimes(descriptor(), FileStatus.Time.UNCHANGED, modified);
    }
    content.close();
  }

  Node.Inode inode() {
    return inode;
  }

  SealedFile content() {
    return content;
  }

  int descriptor() {
    return storage.descriptor();
  }

  void use() {
    users++;
  }

  void unuse() {
    users--;
  }

  boolean isUsed() {
    return users > 0;
  }
}
