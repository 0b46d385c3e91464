package dev.coffer.agent.postgresql;

import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.volume.SealedVolume;
import dev.coffer.agent.volume.VolumeState;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sealed volume of a node, and its mount. */
final class NodeVolume {
  private static final Path DEVICE = Path.of("/dev/fuse");

  private final NodeFiles files;
  private final SealedVolume volume;

  NodeVolume(NodeFiles files) {
    this.files = files;
    this.volume = new SealedVolume(files.volume());
  }

  /** Makes it where it is not, or not whole, and opens it. */
  void prepare(VolumeKey key) throws IOException {
    if (!volume.exists()) {
      DeleteTree.at(files.volume());
      volume.create(key.suite(), key.dataKey());
    }
    unlock(key.dataKey());
  }

  /** Also cleans up after a daemon that died; whoever worked on the volume must be gone. */
  void unlock(SecretBytes dataKey) throws IOException {
    if (!isOpen()) {
      Files.createDirectories(files.mount());
      volume.mount(files.mount(), dataKey);
    }
  }

  boolean isOpen() throws IOException {
    return volume.state() instanceof VolumeState.Mounted;
  }

  /** Whether this process may mount at all. */
  static boolean canBeOpened() {
    return System.getProperty("user.name").equals("root") && Files.isWritable(DEVICE);
  }

  void lock() throws IOException {
    volume.unmount();
  }

  void remove() throws IOException {
    lock();
    DeleteTree.at(files.mount());
    DeleteTree.at(files.volume());
  }
}
