package dev.coffer.server.jobs;

/** The line between a running attempt and whoever looks at its job. */
public interface Progress {
  /** Takes percents, 0 to 100; one that is lower than before is ignored. Calls are cheap. */
  void at(int percent);

  /** Whether the server is stopping, so that the attempt should end soon, by an exception. */
  boolean isStopping();
}
