package dev.coffer.agent.volume.fuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.FileStatus;
import dev.coffer.agent.volume.posix.Kernel;
import dev.coffer.agent.volume.posix.Posix;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.TreeSet;

/**
 * One directory and what is open in it, by plain system calls. Everything answers with what a
 * program would see: a number that means the same everywhere, or the error number below zero.
 */
final class Tree implements AutoCloseable {
  private static final int SYMLINKAT = 266;
  private static final int READLINKAT = 267;
  private static final int FCHMODAT = 268;

  static final int SLOTS = 6;
  private static final int CLOSED = -1;
  private static final int BUFFER = 1 << 17;
  private static final int WRITE = 1;
  private static final int FSETXATTR = 190;
  private static final int FGETXATTR = 193;
  private static final int FLISTXATTR = 196;
  private static final int FREMOVEXATTR = 199;
  private static final int FADVISE = 221;
  private static final int NOT_NEEDED = 4;
  private static final int DIRECTORY_TYPE = 0040000;

  private final int root;
  private final int[] slots = new int[SLOTS];
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment name = arena.allocate(256);
  private final MemorySegment otherName = arena.allocate(256);
  private final MemorySegment buffer = arena.allocate(BUFFER, 4096);

  Tree(String directory) throws Errno {
    root = Posix.open(directory, Posix.READ_ONLY | Posix.DIRECTORY);
    Arrays.fill(slots, CLOSED);
  }

  private static long text(MemorySegment into, String text) {
    into.setString(0, text, UTF_8);
    return into.address();
  }

  private long call(int number, long a, long b, long c, long d, long e) {
    return Kernel.raw(number, a, b, c, d, e);
  }

  private int fd(int slot) {
    return slots[slot % SLOTS];
  }

  long open(int slot, String path, int flags, int mode) {
    close(slot);
    long opened = call(Kernel.OPENAT, root, text(name, path), flags, mode, 0);
    slots[slot % SLOTS] = (int) Math.max(CLOSED, opened);
    return Math.min(opened, 0);
  }

  long close(int slot) {
    int open = fd(slot);
    slots[slot % SLOTS] = CLOSED;
    return call(Kernel.CLOSE, open, 0, 0, 0, 0);
  }

  long write(int slot, byte[] data) {
    buffer.copyFrom(MemorySegment.ofArray(data));
    return call(WRITE, fd(slot), buffer.address(), data.length, 0, 0);
  }

  long write(int slot, long offset, byte[] data) {
    buffer.copyFrom(MemorySegment.ofArray(data));
    return call(Kernel.PWRITE, fd(slot), buffer.address(), data.length, offset, 0);
  }

  String read(int slot, long offset, int length) {
    long got = call(Kernel.PREAD, fd(slot), buffer.address(), length, offset, 0);
    return got < 0 ? String.valueOf(got) : got + " " + Arrays.hashCode(bytes(got));
  }

  private byte[] bytes(long length) {
    return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  /** In files alone: what a position in a directory means is each file system's own. */
  long seek(int slot, long offset, int whence) {
    if (status(slot).endsWith("directory")) {
      return 0;
    }
    return call(Kernel.LSEEK, fd(slot), offset, whence, 0, 0);
  }

  /** All of a file, however long. */
  byte[] content(int slot) throws Errno {
    var content = new ByteArrayOutputStream();
    long got;
    do {
      got =
          Kernel.call("pread", Kernel.PREAD, fd(slot), buffer.address(), BUFFER, content.size(), 0);
      content.writeBytes(bytes(got));
    } while (got > 0);
    return content.toByteArray();
  }

  /** Lets the kernel drop what it has of a file in its cache, as far as that is written back. */
  long drop(int slot) {
    return call(FADVISE, fd(slot), 0, 0, NOT_NEEDED, 0);
  }

  long truncate(int slot, long length) {
    return call(Kernel.FTRUNCATE, fd(slot), length, 0, 0, 0);
  }

  long allocate(int slot, int mode, long offset, long length) {
    return call(Kernel.FALLOCATE, fd(slot), mode, offset, length, 0);
  }

  long sync(int slot, boolean dataOnly) {
    return call(dataOnly ? Kernel.FDATASYNC : Kernel.FSYNC, fd(slot), 0, 0, 0, 0);
  }

  long makeDirectory(String path, int mode) {
    return call(Kernel.MKDIRAT, root, text(name, path), mode, 0, 0);
  }

  long unlink(String path, boolean directory) {
    return call(Kernel.UNLINKAT, root, text(name, path), directory ? 0x200 : 0, 0, 0);
  }

  long rename(String path, String to, int flags) {
    return call(Kernel.RENAMEAT2, root, text(name, path), root, text(otherName, to), flags);
  }

  long link(String path, String to) {
    return call(Kernel.LINKAT, root, text(name, path), root, text(otherName, to), 0);
  }

  long symlink(String target, String path) {
    return call(SYMLINKAT, text(name, target), root, text(otherName, path), 0, 0);
  }

  String readLink(String path) {
    long length = call(READLINKAT, root, text(name, path), buffer.address(), 4096, 0);
    return length < 0 ? String.valueOf(length) : new String(bytes(length), UTF_8);
  }

  long changeMode(String path, int mode) {
    return call(FCHMODAT, root, text(name, path), mode, 0, 0);
  }

  long changeOwner(String path, int uid, int gid) {
    return call(Kernel.FCHOWNAT, root, text(name, path), uid, gid, 0x100);
  }

  long setModified(String path, long seconds) {
    buffer.set(ValueLayout.JAVA_LONG, 0, 1);
    buffer.set(ValueLayout.JAVA_LONG, 8, 0);
    buffer.set(ValueLayout.JAVA_LONG, 16, seconds);
    buffer.set(ValueLayout.JAVA_LONG, 24, 0);
    return call(Kernel.UTIMENSAT, root, text(name, path), buffer.address(), 0, 0);
  }

  long setAttribute(int slot, String attribute, byte[] value, int flags) {
    buffer.copyFrom(MemorySegment.ofArray(value));
    return call(FSETXATTR, fd(slot), text(name, attribute), buffer.address(), value.length, flags);
  }

  String attribute(int slot, String attribute) {
    long got = call(FGETXATTR, fd(slot), text(name, attribute), buffer.address(), 4096, 0);
    return got < 0 ? String.valueOf(got) : Arrays.toString(bytes(got));
  }

  String attributes(int slot) {
    long got = call(FLISTXATTR, fd(slot), buffer.address(), 4096, 0, 0);
    return got < 0
        ? String.valueOf(got)
        : String.valueOf(new TreeSet<>(Arrays.asList(new String(bytes(got), UTF_8).split("\0"))));
  }

  long removeAttribute(int slot, String attribute) {
    return call(FREMOVEXATTR, fd(slot), text(name, attribute), 0, 0, 0);
  }

  /** Type, mode, links and owner, and of a file its size; of anything, whether it is there. */
  String status(String path) {
    return status(root, path, 0x100);
  }

  String status(int slot) {
    return status(fd(slot), "", 0x1000);
  }

  private String status(int directory, String path, int flags) {
    long outcome = call(Kernel.STATX, directory, text(name, path), flags, 0x7ff, buffer.address());
    if (outcome < 0) {
      return String.valueOf(outcome);
    }
    FileStatus status = FileStatus.read(buffer);
    boolean directoryItself = (status.mode() & 0170000) == DIRECTORY_TYPE;
    return "%o %d %d %d %s"
        .formatted(
            status.mode(),
            status.links(),
            status.uid(),
            status.gid(),
            directoryItself ? "directory" : String.valueOf(status.size()));
  }

  long modified(String path) {
    long outcome = call(Kernel.STATX, root, text(name, path), 0x100, 0x7ff, buffer.address());
    return outcome < 0 ? outcome : FileStatus.read(buffer).modified().seconds();
  }

  @Override
  public void close() {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (fd(slot) != CLOSED) {
        long _ = close(slot);
      }
    }
    Posix.close(root);
    arena.close();
  }
}
