package dev.coffer.agent.linux;

import java.io.IOException;
import java.lang.foreign.ValueLayout;

/** What others may see of this process. */
public final class ProcessMemory {
  private static final int SET_DUMPABLE = 4;
  private static final NativeFunction CONTROL =
      NativeFunction.of(
          "prctl",
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  private ProcessMemory() {}

  /**
   * Closes memory, environment and descriptors to other processes of the same user, and keeps the
   * memory out of core dumps. Each program has to do it first: exec undoes it.
   */
  public static void hide() throws IOException {
    CONTROL.call(SET_DUMPABLE, 0L, 0L, 0L, 0L);
  }
}
