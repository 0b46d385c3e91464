package dev.coffer.agent.volume.disk;

import java.io.IOException;

/**
 * One file of the disk below. What was written is read back at once, and survives a loss of power
 * in any order and any part until {@code sync} returned. Safe for use from several threads.
 */
public interface Storage extends AutoCloseable {

  /** Returns how much was there: less than asked for only where the file ends. */
  int read(long offset, byte[] into, int at, int length) throws IOException;

  void write(long offset, byte[] from, int at, int length) throws IOException;

  /** Takes room on the disk without changing the file's length or content. */
  void allocate(long offset, long length) throws IOException;

  /** Gives room back; the place reads as zeroes. */
  void release(long offset, long length) throws IOException;

  void truncate(long length) throws IOException;

  /** Returns once all that was written is on the disk. */
  void sync() throws IOException;

  @Override
  void close() throws IOException;
}
