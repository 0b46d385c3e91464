package dev.coffer.agent.volume;

import static java.lang.System.Logger.Level.INFO;

import dev.coffer.agent.volume.VolumeFailure.Reason;
import dev.coffer.agent.volume.VolumeFiles.Lane;
import dev.coffer.agent.volume.disk.Journal;
import dev.coffer.agent.volume.disk.Storage;
import dev.coffer.agent.volume.fuse.BackingDirectory;
import dev.coffer.agent.volume.fuse.MountedVolume;
import dev.coffer.agent.volume.fuse.OldTree;
import dev.coffer.agent.volume.posix.ProcessLock;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.VolumeHeader;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;

/**
 * Makes a volume of version 1 one of the current version, in its place: contents stay as they are,
 * what says whose they are is sealed anew. Its header is the last thing that changes, so that one
 * cut short begins again.
 */
final class Upgrade {
  private static final System.Logger LOG = System.getLogger(Upgrade.class.getName());
  private static final String NEW_HEADER = "coffer.volume.new";
  private static final int SHORTEST_RECORD = 72;

  private final BackingDirectory directory;
  private final VolumeHeader header;
  private final VolumeKeys keys;

  private Upgrade(BackingDirectory directory, VolumeHeader header, VolumeKeys keys) {
    this.directory = directory;
    this.header = header;
    this.keys = keys;
  }

  /** Does nothing where it need not. */
  static void ifOld(VolumeFiles files, SecretBytes dek) throws IOException {
    byte[] sealed = files.readHeader();
    VolumeHeader header = VolumeHeader.parse(sealed);
    if (header.version() == VolumeHeader.CURRENT) {
      return;
    }
    try (var directory = files.open();
        ProcessLock _ = UnlockedVolume.lock(files, directory);
        VolumeKeys keys = VolumeHeader.unlock(sealed, dek)) {
      requireNeverUpgraded(files, header);
      new Upgrade(directory, header, keys).run();
      // From here on this host knows better than the disk.
      var _ = ServingUser.of(header);
      LOG.log(INFO, "{0} is a volume of version 2 now", files.backing());
    }
  }

  /** Version 1 did not seal links, owners and the journal's end: an upgrade takes them as found. */
  private static void requireNeverUpgraded(VolumeFiles files, VolumeHeader header)
      throws IOException {
    if (ServingUser.isKnown(header)) {
      throw new VolumeFailure(
          Reason.DAMAGED,
          "%s was a volume of version 2, and a header of version 1 was put back: put back the one"
                  .formatted(files.backing())
              + " of version 2, or a copy of the whole volume");
    }
  }

  private void run() throws IOException {
    for (Lane lane : Lane.values()) {
      for (String segment : lane.segments()) {
        requireEmpty(segment);
      }
    }
    directory.clear(VolumeFiles.NURSERY);
    OldTree.upgrade(
        new MountedVolume.Parts(directory, VolumeFiles.ROOT, VolumeFiles.NURSERY, header.root()),
        keys);
    for (Lane lane : Lane.values()) {
      replaceMark(lane.mark());
    }
    replaceHeader();
  }

  private void requireEmpty(String segment) throws IOException {
    try (Storage storage = directory.open(segment)) {
      byte[] start = new byte[SHORTEST_RECORD];
      int _ = storage.read(0, start, 0, start.length);
      for (byte each : start) {
        if (each != 0) {
          throw new VolumeFailure(
              Reason.OLD_VERSION,
              "%s is a volume of version 1 that was not unmounted: mount and unmount it with the"
                      .formatted(directory.path())
                  + " version of Coffer that made it");
        }
      }
    }
  }

  private void replaceMark(String mark) throws IOException {
    if (directory.has(mark)) {
      directory.remove(mark);
    }
    try (Storage storage = directory.create(mark)) {
      Journal.create(storage, keys);
    }
  }

  private void replaceHeader() throws IOException {
    if (directory.has(NEW_HEADER)) {
      directory.remove(NEW_HEADER);
    }
    try (Storage storage = directory.create(NEW_HEADER)) {
      byte[] sealed = header.upgraded().seal(keys);
      storage.write(0, sealed, 0, sealed.length);
      storage.sync();
    }
    directory.sync();
    directory.replace(VolumeFiles.HEADER, NEW_HEADER);
    directory.sync();
  }
}
