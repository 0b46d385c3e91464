package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.crypto.block.v1.Layout;

/** How long a file may become on the disk below, which tells only by refusing offsets. */
final class Longest {
  private static final byte[] PROBE = Posix.bytes("probe");

  private Longest() {}

  /** The longest plain file whose sealed form has room. */
  static long plain(int directory) throws Errno {
    int flags = Posix.READ_WRITE | Posix.CREATE | Posix.NO_FOLLOW;
    int descriptor = Posix.open(directory, PROBE, flags, 0600);
    try {
      Posix.unlink(directory, PROBE);
      return plainOf(sealed(descriptor));
    } finally {
      Posix.close(descriptor);
    }
  }

  private static long sealed(int descriptor) {
    long longest = 0;
    for (long step = 1L << 62; step > 0; step >>= 1) {
      if (Posix.canSeek(descriptor, longest + step)) {
        longest += step;
      }
    }
    return longest;
  }

  private static long plainOf(long sealed) {
    long group = (long) (Layout.GROUP + 1) * Layout.BLOCK;
    return (sealed - Layout.HEADER) / group * Layout.GROUP * Layout.BLOCK;
  }
}
