package dev.coffer.agent.volume.posix;

import dev.coffer.agent.cage.Cage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The kernel's end of one mount. While a process holds it open the mount waits for answers: once it
 * was handed to the process that serves, it has to be closed everywhere else.
 */
public final class FuseDevice implements AutoCloseable {
  /** How the mount table calls a volume's file system. */
  public static final String TYPE = Cage.VOLUME;

  private static final int LAZILY = 2;

  /** No set-user-id bits, no devices, no programs. */
  private static final long FLAGS = 2 | 4 | 8;

  /** MS_REMOUNT, MS_BIND and MS_NOSYMFOLLOW: of this mount, not of the file system. */
  private static final long REMOUNT_WITHOUT_LINKS = 32 | 4096 | 256;

  private final int descriptor;

  FuseDevice(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Needs a privilege, as mounting does. */
  public static FuseDevice open() throws IOException {
    return new FuseDevice(Posix.open("/dev/fuse", Posix.READ_WRITE));
  }

  /** Mounts; a process that looks waits until it is served. */
  public void mount(Path source, Path at) throws IOException {
    String options =
        "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions"
            .formatted(descriptor);
    Posix.mount(source.toString(), at.toString(), TYPE, FLAGS, options);
  }

  /**
   * From now on nothing follows a symbolic link on the mount itself; a cage that it is bound into
   * has a mount of its own, where links are followed. Does nothing on kernels before 5.10.
   */
  public static void ignoreLinks(Path at) throws IOException {
    Posix.mount("", at.toString(), "", FLAGS | REMOUNT_WITHOUT_LINKS, "");
  }

  public int descriptor() {
    return descriptor;
  }

  /** Takes a volume out of the tree; fails with {@link Errno} while a process uses it. */
  public static void unmount(Path at) throws IOException {
    Posix.unmount(at.toString(), 0);
  }

  /** Takes a mount whose daemon is gone out of the tree. */
  public static void detach(Path at) throws IOException {
    Posix.unmount(at.toString(), LAZILY);
  }

  @Override
  public void close() {
    Posix.close(descriptor);
  }
}
