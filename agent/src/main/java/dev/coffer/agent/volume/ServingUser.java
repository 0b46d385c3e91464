package dev.coffer.agent.volume;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.cage.Uids;
import dev.coffer.agent.linux.ContainedFile;
import dev.coffer.agent.store.DirectoryStore;
import dev.coffer.agent.volume.fuse.BackingDirectory;
import dev.coffer.crypto.block.v2.VolumeHeader;
import dev.coffer.crypto.digest.HashFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The user who serves a volume, and nothing else on this host. Chosen by the volume's id and kept
 * where only root writes: what the disk says of owners is not asked.
 */
record ServingUser(Identity identity) {
  private static final Path RECORD = Path.of("/var/lib/coffer/volumes");
  private static final Path SERVING = RECORD.resolve("serving");
  private static final int LONGEST_NUMBER = 10;
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  static ServingUser of(VolumeHeader header) throws IOException {
    Identity self = Uids.ourselves();
    if (self.user() != 0) {
      return new ServingUser(self);
    }
    Files.createDirectories(RECORD, PRIVATE);
    return new ServingUser(Uids.in(RECORD).of(name(header)));
  }

  private static String name(VolumeHeader header) {
    return "volume-" + header.volume();
  }

  /**
   * Whether it has been of the present format on this host: no volume was given a user before. What
   * the disk says of its format is not asked. Without root there is no record, and never known.
   */
  static boolean isKnown(VolumeHeader header) throws IOException {
    return Uids.ourselves().user() == 0 && Uids.in(RECORD).known(name(header)).isPresent();
  }

  /** The user who was last given what lies in a backing directory, whatever that says now. */
  static Optional<Identity> last(Path backing) throws IOException {
    Path record = record(backing);
    if (Uids.ourselves().user() != 0 || !Files.exists(record)) {
      return Optional.empty();
    }
    byte[] kept = ContainedFile.read(SERVING, record.getFileName(), LONGEST_NUMBER);
    int user = Integer.parseInt(new String(kept, US_ASCII));
    return Optional.of(new Identity(user, user));
  }

  private void remember(Path backing) throws IOException {
    if (identity.user() == Uids.ourselves().user() || last(backing).equals(Optional.of(identity))) {
      return;
    }
    Path record = record(backing);
    Files.createDirectories(SERVING, PRIVATE);
    try (var upload = new DirectoryStore(SERVING).begin(record.getFileName().toString())) {
      upload.write(Integer.toString(identity.user()).getBytes(US_ASCII));
      upload.commit();
    }
  }

  /** Once the volume is gone. */
  static void forget(Path backing) throws IOException {
    if (Uids.ourselves().user() == 0) {
      Files.deleteIfExists(record(backing));
    }
  }

  /** A path may be longer than a name. */
  private static Path record(Path backing) {
    byte[] digest = HashFunction.SHA_256.digest(backing.toString().getBytes(UTF_8));
    return SERVING.resolve(HexFormat.of().formatHex(digest));
  }

  /** Gives this user the volume's parts; the directory they lie in, and the log, remain ours. */
  void own(BackingDirectory directory) throws IOException {
    remember(directory.path());
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
