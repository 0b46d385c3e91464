package dev.coffer.agent.host;

import java.util.stream.Stream;

/** A process with all that it started. */
public final class ProcessTree {
  private ProcessTree() {}

  /** Returns once all of it is gone. */
  public static void kill(ProcessHandle process) {
    var all = Stream.concat(process.descendants(), Stream.of(process)).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    for (var killed : all) {
      var _ = killed.onExit().join();
    }
  }
}
