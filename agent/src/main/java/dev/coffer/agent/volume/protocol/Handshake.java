package dev.coffer.agent.volume.protocol;

import dev.coffer.agent.volume.disk.Workspace;

/**
 * Agrees with the kernel on what either can. Missing on purpose: AUTO_INVAL_DATA, for only the
 * kernel changes the files, and ATOMIC_O_TRUNC and POSIX_LOCKS, which the kernel does well by
 * itself.
 */
public final class Handshake {
  private static final int MAJOR = 7;
  private static final int MINOR = 38;
  private static final int PAGE = 4096;

  /**
   * Requests that the kernel may have under way for itself: pages written back or read ahead, which
   * wait for room in the journal. There have to be more threads, or none is left for the log.
   */
  public static final int BACKGROUND = 4;

  private static final int CONGESTED = 3;

  private static final long ASYNC_READ = 1;
  private static final long BIG_WRITES = 1 << 5;
  private static final long READDIRPLUS = 1 << 13;
  private static final long READDIRPLUS_AUTO = 1 << 14;
  private static final long ASYNC_DIRECT_IO = 1 << 15;
  private static final long WRITEBACK_CACHE = 1 << 16;
  private static final long PARALLEL_DIRECTORY_OPERATIONS = 1 << 18;
  private static final long MAX_PAGES = 1 << 22;
  private static final long CACHE_SYMLINKS = 1 << 23;
  private static final long EXPLICIT_INVALIDATION = 1 << 25;
  // Without it each write asks for security.capability first.
  private static final long HANDLE_KILLPRIV_V2 = 1 << 28;
  private static final long INIT_EXTENDED = 1 << 30;
  private static final long DIRECT_IO_ALLOW_MMAP = 1L << 36;

  private static final long WANTED =
      ASYNC_READ
          | BIG_WRITES
          | READDIRPLUS
          | READDIRPLUS_AUTO
          | ASYNC_DIRECT_IO
          | WRITEBACK_CACHE
          | PARALLEL_DIRECTORY_OPERATIONS
          | MAX_PAGES
          | CACHE_SYMLINKS
          | EXPLICIT_INVALIDATION
          | HANDLE_KILLPRIV_V2
          | INIT_EXTENDED
          | DIRECT_IO_ALLOW_MMAP;

  private Handshake() {}

  public static void answer(Request request, Reply reply) {
    long offered = request.integer(12) & 0xffff_ffffL;
    if ((offered & INIT_EXTENDED) != 0) {
      offered |= (long) request.integer(16) << 32;
    }
    long agreed = offered & WANTED;
    int pages = Workspace.LONGEST / PAGE;
    reply
        .integer(MAJOR)
        .integer(MINOR)
        .integer(request.integer(8))
        .integer((int) agreed)
        .integer(BACKGROUND | CONGESTED << 16)
        .integer(Workspace.LONGEST)
        .integer(1)
        .integer(pages)
        .integer((int) (agreed >>> 32))
        .zeroes(28);
  }
}
