package dev.coffer.agent.volume;

import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.cage.Uids;
import dev.coffer.agent.volume.fuse.BackingDirectory;
import dev.coffer.crypto.block.v2.VolumeHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The user who serves a volume, and nothing else on this host. Chosen by the volume's id and kept
 * where only root writes: what the disk says of owners is not asked.
 */
record ServingUser(Identity identity) {
  private static final Path RECORD = Path.of("/var/lib/coffer/volumes");
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  static ServingUser of(VolumeHeader header) throws IOException {
    Identity self = Uids.ourselves();
    if (self.user() != 0) {
      return new ServingUser(self);
    }
    Files.createDirectories(RECORD, PRIVATE);
    return new ServingUser(Uids.in(RECORD).of("volume-" + header.volume()));
  }

  /** Gives this user the volume's parts; the directory they lie in, and the log, remain ours. */
  void own(BackingDirectory directory) throws IOException {
    if (directory.owner(VolumeFiles.HEADER) != identity.user()) {
      if (!directory.has(VolumeFiles.LOCK)) {
        directory.create(VolumeFiles.LOCK).close();
      }
      for (String part : VolumeFiles.SERVED) {
        directory.give(part, identity.user(), identity.group());
      }
    }
    directory.makePassable();
  }
}
