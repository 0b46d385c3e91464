package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.Journal;
import dev.coffer.agent.volume.disk.SealedFile;
import dev.coffer.agent.volume.posix.FdStorage;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.crypto.block.v1.FileHeader;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * One {@code SealedFile} for each inode, as long as it is open or the journal has something for it:
 * a second one would not know what the first one knows. The log has a journal of its own, so that a
 * commit does not wait for the pages of a checkpoint to reach the disk.
 */
final class LoadedFiles {
  private final VolumeKeys keys;
  private final Journal journal;
  private final Journal logJournal;
  private final Nodes nodes;

  // The map, by inode, and the files' use are guarded by this.
  private final Map<Long, LoadedFile> files = new HashMap<>();

  LoadedFiles(VolumeKeys keys, Journal journal, Journal logJournal, Nodes nodes) {
    this.keys = keys;
    this.journal = journal;
    this.logJournal = logJournal;
    this.nodes = nodes;
  }

  synchronized LoadedFile use(Node node) throws IOException {
    LoadedFile file = files.get(node.inode());
    if (file == null) {
      file = load(node);
      files.put(node.inode(), file);
      nodes.hold(node);
    }
    file.use();
    return file;
  }

  private LoadedFile load(Node node) throws IOException {
    var storage = new FileStorage(new Handle(nodes, node));
    try {
      var content = SealedFile.open(storage, keys, node.isLog() ? logJournal : journal);
      if (!content.id().equals(node.id())) {
        throw new SealRefused(SealRefused.Reason.MISPLACED, "holds the content of another file");
      }
      return new LoadedFile(node, content, storage, nodes.status(node).modified());
    } catch (IOException e) {
      storage.close();
      throw e;
    }
  }

  synchronized void release(LoadedFile file) throws IOException {
    file.unuse();
    if (!file.isUsed()) {
      if (nodes.isDeleted(file.node())) {
        file.content().discard();
      }
      closeIfIdle(file);
      file.content().rest();
    }
  }

  /** An inode lost a name: what is pending for it is not needed if that was the last. */
  synchronized void unlinked(long inode) throws IOException {
    LoadedFile file = files.get(inode);
    if (file != null && !file.isUsed() && nodes.isDeleted(file.node())) {
      file.content().discard();
      closeIfIdle(file);
    }
  }

  private void closeIfIdle(LoadedFile file) throws IOException {
    if (file.content().isSettled()) {
      files.remove(file.node().inode());
      file.close();
      nodes.release(file.node());
    }
  }

  /** A program set a file's time. */
  synchronized void modifiedAt(Node node, FileStatus.Time time) {
    LoadedFile file = files.get(node.inode());
    if (file != null) {
      file.modifiedAt(time);
    }
  }

  /** Closes what only the journal kept open. */
  synchronized void sweep() throws IOException {
    for (LoadedFile file : files.values().stream().filter(each -> !each.isUsed()).toList()) {
      closeIfIdle(file);
    }
  }

  /** Also closes what the kernel had no time left to release. */
  synchronized void closeAll() throws IOException {
    for (LoadedFile file : files.values()) {
      file.close();
    }
    files.clear();
  }

  /** What only we know of a file: its size in the plain, and when that was changed. */
  record Shown(long size, FileStatus.Time modified) {}

  /** Of a file, open or not. */
  Shown show(Node node, FileStatus status) throws IOException {
    synchronized (this) {
      LoadedFile file = files.get(node.inode());
      if (file != null) {
        return new Shown(file.content().size(), file.modified());
      }
    }
    try (Pinned pinned = nodes.pin(node);
        var storage = new FdStorage(Posix.reopen(pinned.descriptor(), Posix.READ_ONLY))) {
      FileHeader header = SealedFile.header(storage, keys);
      if (!header.file().equals(node.id())) {
        throw new SealRefused(SealRefused.Reason.MISPLACED, "holds the content of another file");
      }
      return new Shown(header.size(), status.modified());
    }
  }
}
