package dev.coffer.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A directory held for this process alone until it is closed. Others may pass through a data
 * directory, because engines run as users of their own, but not look into it.
 */
public final class DataDirectory implements AutoCloseable {
  private final FileChannel channel;

  private DataDirectory(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes and takes a data directory.
   *
   * @throws CannotStart if another server has it, or it cannot be used
   */
  public static DataDirectory take(DataLayout layout) throws IOException {
    layout.make();
    return lock(layout.root());
  }

  /** Takes the part of it that is the API server's, where an agent has the whole. */
  static DataDirectory takeServer(DataLayout layout) throws IOException {
    return lock(layout.server());
  }

  private static DataDirectory lock(Path directory) throws IOException {
    FileChannel channel = open(directory.resolve("lock"));
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new CannotStart("another server runs on " + directory);
    }
    return new DataDirectory(channel);
  }

  private static FileChannel open(Path lock) throws IOException {
    try {
      return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (FileSystemException unusable) {
      throw new CannotStart(
          "cannot use the data directory: " + DataLayout.told(unusable), unusable);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
