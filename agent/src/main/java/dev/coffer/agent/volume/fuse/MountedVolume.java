package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.Journal;
import dev.coffer.agent.volume.posix.FuseDevice;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.agent.volume.protocol.Handshake;
import dev.coffer.agent.volume.protocol.Notices;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.InodeSeal;
import java.io.IOException;

/** One volume as long as this process serves it. Needs no privilege. */
public final class MountedVolume {
  /** Those that the kernel can fill by itself, one for who waits for that, and two for the log. */
  private static final int THREADS = Handshake.BACKGROUND + 3;

  /** Journals, devices, pins and directories being listed need some as well. */
  private static final int SHARE_OF_DESCRIPTORS = 2;

  private static final int FEWEST = 16;
  private static final int MOST = 1 << 14;

  private final VolumeKeys keys;
  private final Nodes nodes;
  private final LoadedFiles files;
  private final int nursery;

  private MountedVolume(VolumeKeys keys, Nodes nodes, LoadedFiles files, int nursery) {
    this.keys = keys;
    this.nodes = nodes;
    this.files = files;
    this.nursery = nursery;
  }

  /** Which parts of the backing directory it serves. */
  public record Parts(BackingDirectory backing, String root, String nursery, FileId rootId) {}

  /**
   * Fails with {@link dev.coffer.crypto.block.v1.SealRefused} if the root is not what was sealed.
   */
  public static MountedVolume open(Parts parts, VolumeKeys keys, Journal journal, Journal log)
      throws IOException {
    int most = Math.clamp(Posix.raiseDescriptors() / SHARE_OF_DESCRIPTORS, FEWEST, MOST);
    int root = parts.backing().directory(parts.root());
    InodeSeal seal = new Seals(keys).verify(root, parts.rootId());
    var nodes = new Nodes(root, seal, new Handles(most));
    var files = new LoadedFiles(keys, journal, log, nodes);
    return new MountedVolume(keys, nodes, files, parts.backing().directory(parts.nursery()));
  }

  /** Seals the root of a new volume, which belongs to root and which everybody may read. */
  public static void create(Parts parts, VolumeKeys keys) throws IOException {
    int readableByAll = 0040755;
    try (var root = new Pinned(parts.backing().directory(parts.root()))) {
      new Seals(keys).createRoot(root.descriptor(), parts.rootId(), readableByAll);
    }
  }

  /** Makes it hard for others to look into this process. */
  public static void harden() throws IOException {
    Posix.harden();
  }

  /** Answers until it is unmounted. */
  public void serve(FuseDevice device) throws IOException, InterruptedException {
    var notices = new Notices(device.descriptor());
    var volume = new Volume(keys, nodes, files, nursery, notices);
    new Session(device.descriptor(), volume).serve(THREADS);
  }

  /** Closes what only the journal kept open; to be called when a journal has retired something. */
  public void sweep() throws IOException {
    files.sweep();
  }

  /** Closes all files; the journals have to be empty and no request may be in work. */
  public void close() throws IOException {
    files.closeAll();
  }
}
