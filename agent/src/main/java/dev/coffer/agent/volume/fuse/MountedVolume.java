package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.Journal;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.VolumeKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** One volume in its place in the file tree, as long as this process serves it. */
public final class MountedVolume {
  /** How the mount table calls a volume's file system. */
  public static final String TYPE = "fuse.coffer";

  private static final int LAZILY = 2;
  private static final long NO_SUID_NO_DEV = 2 | 4;

  /** Those that the kernel can fill by itself, one for who waits for that, and two for the log. */
  private static final int THREADS = Handshake.BACKGROUND + 3;

  private final Session session;
  private final LoadedFiles files;

  private MountedVolume(Session session, LoadedFiles files) {
    this.session = session;
    this.files = files;
  }

  /** Where a volume's parts lie in the backing directory. */
  public record Parts(Path backing, Path root, Path nursery) {}

  /** Mounts; nobody is served before {@code serve}. */
  public static MountedVolume mount(
      Parts parts, FileId rootId, VolumeKeys keys, Journal journal, Journal log, Path at)
      throws IOException {
    Posix.harden();
    var files = new LoadedFiles(keys, journal, log);
    int directory = Posix.READ_ONLY | Posix.DIRECTORY;
    var nodes = new Nodes(Posix.open(parts.root().toString(), directory), rootId);
    int nursery = Posix.open(parts.nursery().toString(), directory);
    int device = Posix.open("/dev/fuse", Posix.READ_WRITE);
    var notices = new Notices(device);
    var volume = new Volume(keys, new SecureRandom(), nodes, files, nursery, notices);
    String options =
        "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions"
            .formatted(device);
    Posix.mount(parts.backing().toString(), at.toString(), TYPE, NO_SUID_NO_DEV, options);
    return new MountedVolume(new Session(device, volume), files);
  }

  /** Answers until it is unmounted. */
  public void serve() throws InterruptedException {
    session.serve(THREADS);
  }

  /** Closes what only the journal kept open; to be called when a journal has retired something. */
  public void sweep() throws IOException {
    files.sweep();
  }

  /** Closes all files; the journals have to be empty and nobody may be served any more. */
  public void close() throws IOException {
    files.closeAll();
  }

  /** Takes a volume out of the tree; fails with {@link Errno} if somebody uses it. */
  public static void unmount(Path at) throws IOException {
    Posix.unmount(at.toString(), 0);
  }

  /** Takes out of the tree what nobody serves any more. */
  public static void detach(Path at) throws IOException {
    Posix.unmount(at.toString(), LAZILY);
  }
}
