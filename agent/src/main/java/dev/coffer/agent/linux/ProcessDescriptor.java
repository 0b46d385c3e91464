package dev.coffer.agent.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A descriptor of a process: what is signalled through it is that process and never another that
 * got its number. It need not be a child.
 */
public final class ProcessDescriptor implements AutoCloseable {
  private static final int NO_SUCH_PROCESS = 3;
  private static final NativeFunction OPEN =
      NativeFunction.of("pidfd_open", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  private static final NativeFunction SIGNAL =
      NativeFunction.of(
          "pidfd_send_signal",
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_INT);

  private final int descriptor;

  private ProcessDescriptor(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Of whatever has the number now: look at its start time after this, then signal. */
  public static ProcessDescriptor open(long pid) throws IOException {
    return new ProcessDescriptor(OPEN.call((int) pid, 0));
  }

  /** Does nothing where the process has ended. */
  public void signal(int number) throws IOException {
    int result = SIGNAL.raw(descriptor, number, MemorySegment.NULL, 0);
    if (result < 0 && result != -NO_SUCH_PROCESS) {
      throw new IOException("signal %d failed with error number %d".formatted(number, -result));
    }
  }

  @Override
  public void close() {
    Inodes.close(descriptor);
  }
}
