package dev.coffer.server.jobs;

/** What a kind of job does. */
public interface Work {
  /** The name of the jobs, as the vendor lists it. */
  String name();

  /**
   * Does the work, from the beginning, whatever an earlier attempt left behind. Any exception is
   * the job's failure; its message is shown to the caller and must hold no secret.
   */
  void perform(Job job, Progress progress);

  /** Whether an attempt that a crash or a stop cut off is simply made again. */
  boolean repeatable();

  /**
   * Whether a job whose attempt failed is tried again until it is done, because its subject is past
   * the point from which there is a way back.
   */
  default boolean mustFinish(Job job) {
    return false;
  }

  /** Brings the subject into the state that a failed job leaves behind. */
  void failed(Job job, String reason);
}
