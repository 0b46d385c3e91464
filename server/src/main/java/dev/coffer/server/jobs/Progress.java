package dev.coffer.server.jobs;

/** What a running attempt tells the readers of its job. */
public interface Progress {
  /** Takes percents, 0 to 100; one that is lower than before is ignored. Calls are cheap. */
  void at(int percent);

  /** What people are told beside the percent; the last one counts, also when the job has ended. */
  void note(String note);

  /** Whether the server is stopping, so that the attempt should end soon, by an exception. */
  boolean isStopping();
}
