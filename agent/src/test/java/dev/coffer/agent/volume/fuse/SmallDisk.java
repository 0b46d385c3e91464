package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.TestVolume;
import dev.coffer.agent.volume.posix.Kernel;
import dev.coffer.agent.volume.posix.Posix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A disk of its own, in a file, that can be filled up and relieved. */
final class SmallDisk implements AutoCloseable {
  private static final int STEP = 4096;
  private static final int LONGEST_STEP = 8 << 20;

  private final Path image;
  private final Path directory;

  SmallDisk(int mebibytes) throws IOException {
    image = Files.createTempFile(Path.of("/var/tmp"), "coffer-disk-", ".img");
    directory = Files.createTempDirectory(Path.of("/var/tmp"), "coffer-disk-");
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) mebibytes << 20);
    }
    TestVolume.run("mkfs.ext4", "-q", "-m", "0", image.toString());
    TestVolume.run("mount", "-o", "loop", image.toString(), directory.toString());
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path directory() {
    return directory;
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  /** Takes all the room that there is but so many bytes. */
  void fill(int leaving) throws IOException {
    int flags = Posix.READ_WRITE | Posix.CREATE;
    int file = Posix.open(-1, Posix.bytes(filler().toString()), flags, 0600);
    try {
      long length = Posix.status(file).size();
      for (int step = LONGEST_STEP; step >= STEP; step /= 2) {
        while (Kernel.raw(Kernel.FALLOCATE, file, 0, length, step, 0) == 0) {
          length += step;
        }
      }
      Kernel.call("ftruncate", Kernel.FTRUNCATE, file, Math.max(0, length - leaving), 0);
    } finally {
      Posix.close(file);
    }
  }

  /** Gives the room back. */
  void relieve() throws IOException {
    Files.deleteIfExists(filler());
  }

  @Override
  public void close() throws IOException {
    TestVolume.run("umount", directory.toString());
    Files.delete(directory);
    Files.delete(image);
  }
}
