package dev.coffer.agent.volume;

import dev.coffer.agent.host.Await;
import dev.coffer.agent.volume.VolumeFailure.Reason;
import dev.coffer.agent.volume.VolumeFiles.Lane;
import dev.coffer.agent.volume.disk.Storage;
import dev.coffer.agent.volume.fuse.Errno;
import dev.coffer.agent.volume.fuse.FdStorage;
import dev.coffer.agent.volume.fuse.MountedVolume;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.VolumeHeader;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One sealed volume, by its backing directory. Says nothing without looking: any process may have
 * mounted it, and a daemon may have died. Fails with {@link VolumeFailure}. Mounting needs root.
 */
public final class SealedVolume {
  /** How long a server that says it has stopped may still take to end. */
  private static final Duration ENDING = Duration.ofSeconds(2);

  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final VolumeFiles files;

  public SealedVolume(Path backing) {
    this.files = new VolumeFiles(backing);
  }

  /** Makes an empty volume in a directory that is empty or absent. */
  public void create(BlockSuite suite, SecretBytes dek) throws IOException {
    Files.createDirectories(files.backing(), PRIVATE);
    try (var content = Files.list(files.backing())) {
      if (content.findAny().isPresent()) {
        throw new VolumeFailure(Reason.NOT_EMPTY, files.backing() + " is not empty");
      }
    }
    for (Path directory : List.of(files.root(), files.nursery(), files.journal())) {
      Files.createDirectory(directory, PRIVATE);
    }
    Files.setPosixFilePermissions(files.root(), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Lane lane : Lane.values()) {
      for (Path segment : files.segments(lane)) {
        createSegment(segment);
      }
    }
    createHeader(suite, dek);
  }

  /** Whether it was made, and made whole. */
  public boolean exists() throws IOException {
    return Files.isRegularFile(files.header()) && Files.size(files.header()) > 0;
  }

  private static void createSegment(Path segment) throws IOException {
    Files.createFile(segment, PRIVATE_FILE);
    try (Storage storage = FdStorage.open(segment)) {
      storage.truncate(VolumeDaemon.SEGMENT);
      storage.allocate(0, VolumeDaemon.SEGMENT);
      storage.sync();
    }
  }

  /** Last of all: without its header there is no volume. */
  private void createHeader(BlockSuite suite, SecretBytes dek) throws IOException {
    var random = new SecureRandom();
    VolumeHeader header = VolumeHeader.fresh(suite, random);
    Files.createFile(files.header(), PRIVATE_FILE);
    try (var keys = new VolumeKeys(suite, header.volume(), dek, random);
        var storage = FdStorage.open(files.header())) {
      byte[] sealed = header.seal(keys);
      storage.write(0, sealed, 0, sealed.length);
      storage.sync();
    }
    try (var directory = FileChannel.open(files.backing())) {
      directory.force(true);
    }
  }

  /** Starts a daemon and returns once the volume is in its place, an existing directory. */
  public void mount(Path at, SecretBytes dek) throws IOException {
    if (state() instanceof VolumeState.Mounted(var where, _)) {
      throw new VolumeFailure(Reason.IN_USE, files.backing() + " is mounted at " + where);
    }
    clearDead();
    if (!Files.isDirectory(at)) {
      throw new VolumeFailure(Reason.NO_MOUNT_POINT, "there is no directory at " + at);
    }
    VolumeHeader.parse(files.readHeader());
    new DaemonLaunch(files).start(at.toRealPath(), dek);
  }

  /**
   * Takes away the mounts that daemons left which died, whoever looks at them meanwhile: a path
   * that leads through one cannot even be resolved.
   */
  void clearDead() throws IOException {
    while (state() instanceof VolumeState.Dead(var where)) {
      MountedVolume.detach(where);
    }
  }

  /** Takes it out of the tree and waits for its daemon to end; cleans up after a dead one. */
  public void unmount() throws IOException {
    switch (state()) {
      case VolumeState.Mounted(var where, var pid) -> {
        unmount(where);
        DaemonLaunch.awaitEnd(pid);
      }
      case VolumeState.Dead _ -> clearDead();
      case VolumeState.Unmounted() -> {}
    }
  }

  private static void unmount(Path at) throws IOException {
    if (!Await.until(ENDING, () -> tryUnmount(at))) {
      throw new VolumeFailure(Reason.BUSY, "programs have files of " + at + " open");
    }
  }

  private static boolean tryUnmount(Path at) throws IOException {
    try {
      MountedVolume.unmount(at);
      return true;
    } catch (Errno e) {
      if (e.number() == Errno.EBUSY) {
        return false;
      }
      throw e;
    }
  }

  public VolumeState state() throws IOException {
    Optional<Path> where = MountTable.find(files.backing());
    if (where.isEmpty()) {
      return new VolumeState.Unmounted();
    }
    Optional<Long> pid = servingPid();
    return pid.isPresent()
        ? new VolumeState.Mounted(where.get(), pid.get())
        : new VolumeState.Dead(where.get());
  }

  private Optional<Long> servingPid() throws IOException {
    // Java refuses a second look from another thread of the same process.
    synchronized (SealedVolume.class) {
      return probe();
    }
  }

  private Optional<Long> probe() throws IOException {
    try (var channel = FileChannel.open(files.lock(), StandardOpenOption.WRITE);
        var lock = channel.tryLock()) {
      return lock == null
          ? Optional.of(Long.parseLong(Files.readString(files.lock()).strip()))
          : Optional.empty();
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /**
   * Reads every file of a volume that is not mounted and tells what is not as it was sealed. After
   * a crash it brings the journal into the files first, as mounting would.
   */
  public List<Finding> check(SecretBytes dek) throws IOException {
    try (var volume = UnlockedVolume.open(files, dek)) {
      return new VolumeCheck(volume).run();
    }
  }
}
