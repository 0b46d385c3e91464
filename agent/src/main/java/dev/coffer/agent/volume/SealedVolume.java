package dev.coffer.agent.volume;

import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.cage.Occupants;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.volume.VolumeFailure.Reason;
import dev.coffer.agent.volume.VolumeFiles.Lane;
import dev.coffer.agent.volume.disk.Journal;
import dev.coffer.agent.volume.disk.Storage;
import dev.coffer.agent.volume.fuse.BackingDirectory;
import dev.coffer.agent.volume.fuse.MountedVolume;
import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FuseDevice;
import dev.coffer.agent.volume.posix.ProcessLock;
import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.VolumeHeader;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One sealed volume, by its backing directory. Says nothing without looking: any process may have
 * mounted it, and a daemon may have died. Fails with {@link VolumeFailure}. Mounting needs root.
 */
public final class SealedVolume {
  /** How long a server that says it has stopped may still take to end. */
  private static final Duration ENDING = Duration.ofSeconds(5);

  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private final VolumeFiles files;

  public SealedVolume(Path backing) {
    this.files = new VolumeFiles(backing);
  }

  /** Makes an empty volume in a directory that is empty or absent. */
  public void create(BlockSuite suite, SecretBytes dek) throws IOException {
    Files.createDirectories(files.backing(), PRIVATE);
    try (var directory = files.open()) {
      if (!directory.isEmpty()) {
        throw new VolumeFailure(Reason.NOT_EMPTY, files.backing() + " is not empty");
      }
      for (String part : List.of(VolumeFiles.ROOT, VolumeFiles.NURSERY, VolumeFiles.JOURNAL)) {
        directory.makeDirectory(part);
      }
      for (Lane lane : Lane.values()) {
        for (String segment : lane.segments()) {
          createSegment(directory, segment);
        }
      }
      directory.create(VolumeFiles.LOCK).close();
      VolumeHeader header = VolumeHeader.fresh(suite);
      createSealed(directory, header, dek);
      ServingUser.of(header).own(directory);
    }
  }

  /** Whether it was made, and made whole. */
  public boolean exists() throws IOException {
    Path header = files.backing().resolve(VolumeFiles.HEADER);
    return Files.isRegularFile(header, LinkOption.NOFOLLOW_LINKS) && Files.size(header) > 0;
  }

  private static void createSegment(BackingDirectory directory, String segment) throws IOException {
    try (Storage storage = directory.create(segment)) {
      storage.truncate(VolumeDaemon.SEGMENT);
      storage.allocate(0, VolumeDaemon.SEGMENT);
      storage.sync();
    }
  }

  private static void createSealed(BackingDirectory directory, VolumeHeader header, SecretBytes dek)
      throws IOException {
    try (var keys = new VolumeKeys(header.suite(), header.volume(), dek)) {
      for (Lane lane : Lane.values()) {
        try (Storage mark = directory.create(lane.mark())) {
          Journal.create(mark, keys);
        }
      }
      MountedVolume.create(
          new MountedVolume.Parts(directory, VolumeFiles.ROOT, VolumeFiles.NURSERY, header.root()),
          keys);
      // Last of all: without its header there is no volume.
      try (Storage storage = directory.create(VolumeFiles.HEADER)) {
        byte[] sealed = header.seal(keys);
        storage.write(0, sealed, 0, sealed.length);
        storage.sync();
      }
    }
    directory.sync();
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
    upgrade(dek);
    var user = ServingUser.of(VolumeHeader.parse(files.readHeader()));
    try (var directory = files.open()) {
      user.own(directory);
    }
    new DaemonLaunch(files, user.identity()).start(at.toRealPath(), dek);
  }

  private void upgrade(SecretBytes dek) throws IOException {
    try {
      Upgrade.ifOld(files, dek);
    } catch (IOException e) {
      throw UnlockedVolume.failure(e);
    }
  }

  /**
   * Takes away the mounts that daemons left which died, even while a process looks at them: a path
   * that leads through one cannot even be resolved.
   */
  void clearDead() throws IOException {
    while (state() instanceof VolumeState.Dead(var where)) {
      FuseDevice.detach(where);
    }
    if (servingPid().isEmpty()) {
      endServing();
    }
  }

  /**
   * A daemon that was taken over may let its lock go and serve on, or stay when its mount is gone:
   * all that runs as its user is ended.
   */
  private void endServing() throws IOException {
    Optional<Identity> user = ServingUser.last(files.backing());
    if (user.isPresent()) {
      Occupants.of(user.get()).end();
    }
  }

  /**
   * Takes it out of the tree and waits for its daemon to end; cleans up after a dead one. Nothing
   * of its user is left then.
   */
  public void unmount() throws IOException {
    OptionalLong serving = servingPid();
    switch (state()) {
      case VolumeState.Mounted(var where, _) -> unmount(where);
      case VolumeState.Dead _ -> clearDead();
      case VolumeState.Unmounted() -> {}
    }
    if (serving.isPresent()) {
      DaemonLaunch.awaitEnd(serving.getAsLong());
    }
    endServing();
  }

  /** Removes it with all that it holds, also one that was not made whole. */
  void delete() throws IOException {
    unmount();
    if (Files.isDirectory(files.backing(), LinkOption.NOFOLLOW_LINKS)) {
      try (var directory = files.open()) {
        directory.clear();
      }
      Files.delete(files.backing());
    }
    ServingUser.forget(files.backing());
  }

  private static void unmount(Path at) throws IOException {
    if (!Await.until(ENDING, () -> tryUnmount(at))) {
      throw new VolumeFailure(Reason.BUSY, "programs have files of " + at + " open");
    }
  }

  private static boolean tryUnmount(Path at) throws IOException {
    try {
      FuseDevice.unmount(at);
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
    OptionalLong pid = servingPid();
    return pid.isPresent()
        ? new VolumeState.Mounted(where.get(), pid.getAsLong())
        : new VolumeState.Dead(where.get());
  }

  private OptionalLong servingPid() throws IOException {
    if (!Files.isDirectory(files.backing(), LinkOption.NOFOLLOW_LINKS)) {
      return OptionalLong.empty();
    }
    try (var directory = files.open();
        var lock = directory.open(VolumeFiles.LOCK)) {
      return ProcessLock.holder(lock);
    } catch (Errno e) {
      if (e.is(Errno.ENOENT)) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  /**
   * Reads every file of a volume that is not mounted and tells what is not as it was sealed. After
   * a crash it brings the journal into the files first, as mounting would.
   */
  public List<Finding> check(SecretBytes dek) throws IOException {
    upgrade(dek);
    try (var volume = UnlockedVolume.open(files, dek)) {
      return VolumeCheck.run(volume);
    } catch (VolumeFailure e) {
      if (e.reason() == Reason.DAMAGED) {
        return List.of(
            new Finding("journal", OptionalLong.empty(), String.valueOf(e.getMessage())));
      }
      throw e;
    }
  }
}
