package dev.coffer.agent.volume;

import dev.coffer.agent.VolumeKey;
import dev.coffer.agent.volume.posix.FuseDevice;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The sealed volume that an engine's files are on, and its mount. */
public final class EngineVolume {
  private static final Path DEVICE = Path.of("/dev/fuse");

  private final Path mount;
  private final SealedVolume volume;

  public EngineVolume(Path backing, Path mount) {
    this.mount = mount;
    this.volume = new SealedVolume(backing);
  }

  /** Makes it where it is not, or not whole, and opens it. */
  public void prepare(VolumeKey key) throws IOException {
    if (!volume.exists()) {
      volume.delete();
      volume.create(key.suite(), key.dataKey());
    }
    unlock(key.dataKey());
  }

  /** Also cleans up after a daemon that died; no process may work on the volume any more. */
  public void unlock(SecretBytes dataKey) throws IOException {
    if (!isOpen()) {
      volume.clearDead();
      Files.createDirectories(mount);
      volume.mount(mount, dataKey);
    }
    // The daemon answers for what lies there: what is done as root is not to be led elsewhere.
    FuseDevice.ignoreLinks(mount);
    // As the directory that it lies in: others pass through and list nothing.
    Files.setPosixFilePermissions(mount, PosixFilePermissions.fromString("rwx--x--x"));
  }

  public boolean isOpen() throws IOException {
    return volume.state() instanceof VolumeState.Mounted;
  }

  /** Whether this process may mount at all. */
  public static boolean canBeOpened() {
    return System.getProperty("user.name").equals("root") && Files.isWritable(DEVICE);
  }

  public void lock() throws IOException {
    volume.unmount();
  }

  public void remove() throws IOException {
    volume.delete();
    Files.deleteIfExists(mount);
  }
}
