package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.SealedFile;
import dev.coffer.agent.volume.posix.FileStatus;
import java.io.IOException;

/**
 * A file that is open or that the journal still knows. Its use is guarded by its owner. It keeps
 * the time of the last change, because the times of the backing file tell when the journal or the
 * kernel's cache got round to it.
 */
final class LoadedFile {
  private final Node node;
  private final SealedFile content;
  private final FileStorage storage;
  private volatile FileStatus.Time modified;
  private volatile boolean written;
  private int users;

  LoadedFile(Node node, SealedFile content, FileStorage storage, FileStatus.Time modified) {
    this.node = node;
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
      storage.changeTimes(modified);
    }
    content.close();
  }

  Node node() {
    return node;
  }

  SealedFile content() {
    return content;
  }

  void syncInode() throws IOException {
    storage.syncInode();
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
