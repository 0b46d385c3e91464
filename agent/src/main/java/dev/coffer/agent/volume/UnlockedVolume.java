package dev.coffer.agent.volume;

import dev.coffer.agent.volume.VolumeFailure.Reason;
import dev.coffer.agent.volume.VolumeFiles.Lane;
import dev.coffer.agent.volume.disk.Recovery;
import dev.coffer.agent.volume.disk.SealedFile;
import dev.coffer.agent.volume.disk.Storage;
import dev.coffer.agent.volume.fuse.FdStorage;
import dev.coffer.crypto.block.v1.FileId;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.block.v1.VolumeHeader;
import dev.coffer.crypto.block.v1.VolumeKeys;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A volume whose key is here and which nobody else uses: its lock is held by this process. Its
 * journals have been brought into the files and are empty.
 */
final class UnlockedVolume implements AutoCloseable {
  private final VolumeFiles files;
  private final FileChannel lock;
  private final VolumeHeader header;
  private final VolumeKeys keys;

  private UnlockedVolume(
      VolumeFiles files, FileChannel lock, VolumeHeader header, VolumeKeys keys) {
    this.files = files;
    this.lock = lock;
    this.header = header;
    this.keys = keys;
  }

  static UnlockedVolume open(VolumeFiles files, SecretBytes dek) throws IOException {
    byte[] sealed = files.readHeader();
    FileChannel lock = lock(files);
    try {
      VolumeKeys keys = VolumeHeader.unlock(sealed, dek, new SecureRandom());
      var volume = new UnlockedVolume(files, lock, VolumeHeader.parse(sealed), keys);
      volume.recover();
      return volume;
    } catch (SealRefused e) {
      lock.close();
      throw new VolumeFailure(reason(e), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static Reason reason(SealRefused e) {
    return switch (e.reason()) {
      case WRONG_KEY -> Reason.WRONG_KEY;
      case UNKNOWN_FORMAT -> Reason.NO_VOLUME;
      case ALTERED, MISSING, TRUNCATED, MISPLACED -> Reason.DAMAGED;
    };
  }

  /** Also writes this process's id, for people: only the lock counts. */
  private static FileChannel lock(VolumeFiles files) throws IOException {
    var channel =
        FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new VolumeFailure(Reason.IN_USE, files.backing() + " is in use");
    }
    String pid = ProcessHandle.current().pid() + "\n";
    channel.truncate(0);
    int _ = channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private void recover() throws IOException {
    files.clearNursery();
    var found = new FilesById();
    for (Lane lane : Lane.values()) {
      var segments = files.openSegments(lane);
      int _ = Recovery.run(segments, keys, found);
      for (Storage segment : segments) {
        segment.close();
      }
    }
  }

  VolumeFiles files() {
    return files;
  }

  VolumeKeys keys() {
    return keys;
  }

  FileId root() {
    return header.root();
  }

  /** Finds files by their ids, by reading the headers of all of them when first asked. */
  private final class FilesById implements Recovery.Files {
    private final Map<FileId, Path> paths = new HashMap<>();
    private boolean scanned;

    @Override
    public Optional<Storage> find(FileId file) throws IOException {
      if (!scanned) {
        scan();
        scanned = true;
      }
      Path path = paths.get(file);
      return path == null ? Optional.empty() : Optional.of(FdStorage.open(path));
    }

    private void scan() throws IOException {
      try (var tree = Files.walk(files.root())) {
        for (Path path : tree.filter(UnlockedVolume::isRegular).toList()) {
          try (var storage = FdStorage.open(path)) {
            paths.put(SealedFile.id(storage, keys), path);
          } catch (SealRefused refused) {
            // Not a file that a record can be about; a check of the volume will name it.
          }
        }
      }
    }
  }

  private static boolean isRegular(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void close() throws IOException {
    keys.close();
    lock.close();
  }
}
