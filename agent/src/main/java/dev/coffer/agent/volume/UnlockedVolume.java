package dev.coffer.agent.volume;

import dev.coffer.agent.volume.VolumeFailure.Reason;
import dev.coffer.agent.volume.VolumeFiles.Lane;
import dev.coffer.agent.volume.disk.Recovery;
import dev.coffer.agent.volume.disk.SealedFile;
import dev.coffer.agent.volume.fuse.BackingDirectory;
import dev.coffer.agent.volume.fuse.MountedVolume;
import dev.coffer.agent.volume.fuse.SealedTree;
import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FdStorage;
import dev.coffer.agent.volume.posix.ProcessLock;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.block.v2.VolumeHeader;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A volume whose key is here and which no other process uses: its lock is held by this process. Its
 * journals have been brought into the files and are empty.
 */
final class UnlockedVolume implements AutoCloseable {
  private final BackingDirectory directory;
  private final ProcessLock lock;
  private final VolumeHeader header;
  private final VolumeKeys keys;

  private UnlockedVolume(
      BackingDirectory directory, ProcessLock lock, VolumeHeader header, VolumeKeys keys) {
    this.directory = directory;
    this.lock = lock;
    this.header = header;
    this.keys = keys;
  }

  static UnlockedVolume open(VolumeFiles files, SecretBytes dek) throws IOException {
    BackingDirectory directory = files.open();
    try {
      byte[] sealed = files.readHeader(directory);
      ProcessLock lock = lock(files, directory);
      try {
        return open(directory, lock, sealed, dek);
      } catch (IOException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      directory.close();
      throw failure(e);
    }
  }

  private static UnlockedVolume open(
      BackingDirectory directory, ProcessLock lock, byte[] sealed, SecretBytes dek)
      throws IOException {
    VolumeHeader header = VolumeHeader.parse(sealed);
    if (header.version() < VolumeHeader.CURRENT) {
      throw new VolumeFailure(
          Reason.OLD_VERSION,
          "%s is a volume of version %d".formatted(directory.path(), header.version()));
    }
    VolumeKeys keys = VolumeHeader.unlock(sealed, dek);
    try {
      var volume = new UnlockedVolume(directory, lock, header, keys);
      volume.recover();
      return volume;
    } catch (IOException e) {
      keys.close();
      throw e;
    }
  }

  static IOException failure(IOException e) {
    return e instanceof SealRefused refused
        ? new VolumeFailure(reason(refused), String.valueOf(refused.getMessage()))
        : e;
  }

  private static Reason reason(SealRefused e) {
    return switch (e.reason()) {
      case WRONG_KEY -> Reason.WRONG_KEY;
      case UNKNOWN_FORMAT -> Reason.NO_VOLUME;
      case ALTERED, MISSING, TRUNCATED, MISPLACED -> Reason.DAMAGED;
    };
  }

  static ProcessLock lock(VolumeFiles files, BackingDirectory directory) throws IOException {
    try {
      return ProcessLock.take(directory.open(VolumeFiles.LOCK));
    } catch (Errno e) {
      if (e.is(Errno.EAGAIN) || e.is(Errno.EACCES)) {
        throw new VolumeFailure(Reason.IN_USE, files.backing() + " is in use");
      }
      throw e;
    }
  }

  private void recover() throws IOException {
    directory.clear(VolumeFiles.NURSERY);
    var found = new FilesById();
    for (Lane lane : Lane.values()) {
      try (var journal = VolumeFiles.openJournal(directory, lane)) {
        int _ = Recovery.run(journal, keys, found);
      }
    }
  }

  BackingDirectory directory() {
    return directory;
  }

  ProcessLock lock() {
    return lock;
  }

  VolumeKeys keys() {
    return keys;
  }

  MountedVolume.Parts parts() {
    return new MountedVolume.Parts(directory, VolumeFiles.ROOT, VolumeFiles.NURSERY, header.root());
  }

  void walk(SealedTree.Visitor visitor) throws IOException {
    SealedTree.walk(directory, VolumeFiles.ROOT, header.root(), keys, visitor);
  }

  /** Finds files by their ids, by reading the headers of all of them when first asked. */
  private final class FilesById implements Recovery.Files, SealedTree.Visitor {
    private final Map<FileId, SealedTree.Location> locations = new HashMap<>();
    private boolean scanned;

    @Override
    public Optional<Recovery.Source> find(FileId file) throws IOException {
      if (!scanned) {
        walk(this);
        scanned = true;
      }
      return Optional.ofNullable(locations.get(file))
          .map(location -> () -> location.openIn(directory));
    }

    @Override
    public void file(SealedTree.Location location, FileId id, FdStorage storage)
        throws IOException {
      try {
        if (SealedFile.id(storage, keys).equals(id)) {
          locations.put(id, location);
        }
      } catch (SealRefused refused) {
        // Not a file that a record can be about; a check of the volume will name it.
      }
    }

    @Override
    public void refused(SealedTree.Location location, SealRefused refused) {
      // The same.
    }
  }

  @Override
  public void close() throws IOException {
    keys.close();
    lock.close();
    directory.close();
  }
}
