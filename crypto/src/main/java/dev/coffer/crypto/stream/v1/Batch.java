package dev.coffer.crypto.stream.v1;

import java.io.IOException;
import java.util.concurrent.FutureTask;

/**
 * A run of frames with its own buffers and cipher, filled by the caller's thread and transformed by
 * one worker. The hand-over in both directions is the task: nobody but its runner touches the batch
 * between {@link #task} and the moment the task is done.
 */
abstract class Batch {
  /** Large enough that handing over costs nothing, small enough to stay in a core's cache. */
  private static final int BYTES = 256 * 1024;

  static int framesFor(int frameSize) {
    return Math.max(1, BYTES / frameSize);
  }

  final FutureTask<Batch> task() {
    return new FutureTask<>(
        () -> {
          transform();
          return this;
        });
  }

  abstract void transform() throws IOException;

  /** Frees what the batch holds; called once, when no worker has it any more. */
  abstract void release();
}
