package dev.coffer.agent.volume.posix;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;

/** A lock on a file that ends with the process that holds it, and that names that process. */
public final class ProcessLock implements AutoCloseable {
  private static final int ASK = 5;
  private static final int TAKE = 6;
  private static final short WRITE = 1;
  private static final short NOBODY = 2;

  private final FdStorage file;

  private ProcessLock(FdStorage file) {
    this.file = file;
  }

  private static MemorySegment wholeFile() {
    MemorySegment lock = Kernel.scratch().buffer();
    lock.asSlice(0, 32).fill((byte) 0);
    lock.set(ValueLayout.JAVA_SHORT, 0, WRITE);
    return lock;
  }

  /** Takes the file over. Fails with {@link Errno} if another process has the lock. */
  public static ProcessLock take(FdStorage file) throws IOException {
    try {
      long _ = Kernel.call("lock", Kernel.FCNTL, file.descriptor(), TAKE, wholeFile().address());
      return new ProcessLock(file);
    } catch (Errno e) {
      file.close();
      throw e;
    }
  }

  /** Which other process has it, by its number here. */
  public static OptionalLong holder(FdStorage file) throws IOException {
    MemorySegment lock = wholeFile();
    long _ = Kernel.call("lock", Kernel.FCNTL, file.descriptor(), ASK, lock.address());
    return lock.get(ValueLayout.JAVA_SHORT, 0) == NOBODY
        ? OptionalLong.empty()
        : OptionalLong.of(lock.get(ValueLayout.JAVA_INT, 24));
  }

  /** For people to read. */
  public void write(String text) throws IOException {
    byte[] bytes = Posix.bytes(text);
    // Not emptied first: a full disk would not give the room back.
    file.write(0, bytes, 0, bytes.length);
    file.truncate(bytes.length);
  }

  @Override
  public void close() {
    file.close();
  }
}
