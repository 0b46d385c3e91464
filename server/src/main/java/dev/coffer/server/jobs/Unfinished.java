package dev.coffer.server.jobs;

/** An attempt failed at a job that must not; the next one is made a little later. */
final class Unfinished extends RuntimeException {
  Unfinished(Job job, Exception cause) {
    super("job %s (%s) is tried again".formatted(job.id(), job.work()), cause);
  }
}
