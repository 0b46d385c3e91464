package dev.coffer.agent.volume.protocol;

import static java.lang.System.Logger.Level.ERROR;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.Kernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Tells the kernel, unasked, that something it remembers is no longer so. */
public final class Notices {
  private static final System.Logger LOG = System.getLogger(Notices.class.getName());
  private static final int INVALID_INODE = 2;
  private static final int LENGTH = Reply.HEADER + 24;

  /** In place of an offset: attributes alone, no content. */
  private static final long NO_CONTENT = -1;

  private final int device;

  public Notices(int device) {
    this.device = device;
  }

  public void attributesChanged(long node) {
    MemorySegment notice = Kernel.scratch().buffer();
    notice.set(ValueLayout.JAVA_INT, 0, LENGTH);
    notice.set(ValueLayout.JAVA_INT, 4, INVALID_INODE);
    notice.set(ValueLayout.JAVA_LONG, 8, 0);
    notice.set(ValueLayout.JAVA_LONG, 16, node);
    notice.set(ValueLayout.JAVA_LONG, 24, NO_CONTENT);
    notice.set(ValueLayout.JAVA_LONG, 32, 0);
    long sent = Kernel.raw(Kernel.WRITE, device, notice.address(), LENGTH, 0, 0);
    if (sent < 0 && sent != -Errno.ENOENT) {
      LOG.log(ERROR, "cannot tell of changed attributes: errno {0}", -sent);
    }
  }
}
