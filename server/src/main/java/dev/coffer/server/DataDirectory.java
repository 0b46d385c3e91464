package dev.coffer.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A server's directory, held for this process alone until it is closed. Others may pass through it,
 * because engines run as a user of their own, but not look into it.
 */
final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Takes the directory.
   *
   * @throws CannotStart if another server has it
   */
  static DataDirectory take(Path path) throws IOException {
    if (Files.notExists(path)) {
      Files.createDirectories(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
    }
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new CannotStart("another server runs on " + path);
    }
    return new DataDirectory(path, channel);
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
