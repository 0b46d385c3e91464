package dev.coffer.agent.volume.posix;

import static dev.coffer.agent.volume.posix.Kernel.call;

import dev.coffer.agent.volume.disk.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** A file of the backing directory. Fails with {@link Errno}, so that a full disk is told apart. */
public final class FdStorage implements Storage {
  private static final int KEEP_SIZE = 1;
  private static final int PUNCH_HOLE = 2;

  // Of the process, which serves one volume.
  private static final LongAdder SYNCS = new LongAdder();

  private final int descriptor;

  public FdStorage(int descriptor) {
    this.descriptor = descriptor;
  }

  /** How often this process had the disk sync a file's content. */
  public static long syncs() {
    return SYNCS.sum();
  }

  /** A name for what is open here, in this process. */
  public Path alias() {
    return Path.of("/proc/self/fd", String.valueOf(descriptor));
  }

  public int descriptor() {
    return descriptor;
  }

  @Override
  public int read(long offset, byte[] into, int at, int length) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, Kernel.BUFFER);
      int got =
          (int) call("pread", Kernel.PREAD, descriptor, buffer.address(), part, offset + done, 0);
      if (got == 0) {
        break;
      }
      MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, at + done, got);
      done += got;
    }
    return done;
  }

  @Override
  public void write(long offset, byte[] from, int at, int length) throws Errno {
    MemorySegment buffer = Kernel.scratch().buffer();
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, Kernel.BUFFER);
      MemorySegment.copy(from, at + done, buffer, ValueLayout.JAVA_BYTE, 0, part);
      done +=
          (int) call("pwrite", Kernel.PWRITE, descriptor, buffer.address(), part, offset + done, 0);
    }
  }

  @Override
  public void allocate(long offset, long length) throws Errno {
    call("fallocate", Kernel.FALLOCATE, descriptor, KEEP_SIZE, offset, length, 0);
  }

  @Override
  public void release(long offset, long length) throws Errno {
    try {
      call("fallocate", Kernel.FALLOCATE, descriptor, KEEP_SIZE | PUNCH_HOLE, offset, length, 0);
    } catch (Errno e) {
      // Room that the disk below cannot take back is no failure: the bytes mean nothing any more.
      if (!e.is(Errno.EOPNOTSUPP)) {
        throw e;
      }
    }
  }

  @Override
  public void truncate(long length) throws Errno {
    call("ftruncate", Kernel.FTRUNCATE, descriptor, length, 0);
  }

  @Override
  public void sync() throws Errno {
    call("fdatasync", Kernel.FDATASYNC, descriptor, 0, 0);
    SYNCS.increment();
  }

  @Override
  public void close() {
    Posix.close(descriptor);
  }
}
