package dev.coffer.agent.volume.disk;

import java.io.IOException;

/** A storage that takes only so much. One operation at a time, of all that have the same lock. */
final class LimitedStorage implements Storage {
  private final Storage storage;
  private final Object lock;
  private long room = Long.MAX_VALUE;

  LimitedStorage(Storage storage, Object lock) {
    this.storage = storage;
    this.lock = lock;
  }

  /** The disk is full. */
  static final class NoRoom extends IOException implements Shortage {
    NoRoom() {
      super("no room");
    }

    @Override
    public boolean isShortage() {
      return true;
    }
  }

  /** From now on, whether or not it was there before. */
  void limit(long bytes) {
    synchronized (lock) {
      room = bytes;
    }
  }

  private void take(long bytes) throws NoRoom {
    if (bytes > room) {
      throw new NoRoom();
    }
    room -= bytes;
  }

  @Override
  public int read(long offset, byte[] into, int at, int length) throws IOException {
    synchronized (lock) {
      return storage.read(offset, into, at, length);
    }
  }

  @Override
  public void write(long offset, byte[] from, int at, int length) throws IOException {
    synchronized (lock) {
      take(length);
      storage.write(offset, from, at, length);
    }
  }

  @Override
  public void allocate(long offset, long length) throws IOException {
    synchronized (lock) {
      take(length);
      storage.allocate(offset, length);
    }
  }

  @Override
  public void release(long offset, long length) throws IOException {
    synchronized (lock) {
      storage.release(offset, length);
    }
  }

  @Override
  public void truncate(long length) throws IOException {
    synchronized (lock) {
      storage.truncate(length);
    }
  }

  @Override
  public void sync() throws IOException {
    synchronized (lock) {
      storage.sync();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      storage.close();
    }
  }
}
