package dev.coffer.server.jobs;

import dev.coffer.agent.AgentFailure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.JobId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a job: the edge at which whatever a work throws becomes a failed job. An attempt
 * that is cut off by a stop of the server leaves its job unfinished if the work is repeatable.
 */
final class Attempt {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  private final Journal journal;
  private final InstantSource clock;
  private final BooleanSupplier stopping;

  Attempt(Journal journal, InstantSource clock, BooleanSupplier stopping) {
    this.journal = journal;
    this.clock = clock;
    this.stopping = stopping;
  }

  void run(Job job, Work work) {
    boolean cutOff = job.status() == Job.Status.RUNNING;
    if (cutOff && !work.repeatable()) {
      fail(job, work, "the server stopped while the job ran");
      return;
    }
    journal.begin(job.id());
    try {
      work.perform(job, new Steps(job.id()));
      journal.complete(job.id(), clock.instant());
      LOG.info("job {} ({}) of {} completed", job.id(), work.name(), job.instanceId());
    } catch (Exception e) {
      if (stopping.getAsBoolean() && work.repeatable()) {
        LOG.info(
            "job {} ({}) is cut off by the stop; resumed at the next start", job.id(), job.work());
        return;
      }
      if (work.mustFinish(job)) {
        tellRetry(job, e);
        throw new Unfinished(job, e);
      }
      report(job, e);
      fail(job, work, String.valueOf(e.getMessage()));
    }
  }

  /** The job has every try in it, the log each new reason. */
  private void tellRetry(Job job, Exception e) {
    var reason = String.valueOf(e.getMessage());
    if (!journal
        .find(job.id())
        .flatMap(Job::retry)
        .map(Job.Retry::reason)
        .equals(Optional.of(reason))) {
      report(job, e);
    }
    journal.retry(job.id(), reason, clock.instant().plus(Jobs.UNTIL_NEXT_TRY));
  }

  // A failure that was foreseen says all in its message; only a fault of ours needs its trace.
  private static void report(Job job, Exception e) {
    if (e instanceof AgentFailure || e instanceof Refusal) {
      LOG.warn("job {} ({}) failed: {}", job.id(), job.work(), e.getMessage());
    } else {
      LOG.error("job {} ({}) failed", job.id(), job.work(), e);
    }
  }

  // The subject first: a job that says it failed must not leave its subject looking busy.
  private void fail(Job job, Work work, String reason) {
    work.failed(job, reason);
    journal.fail(job.id(), reason, clock.instant());
  }

  /** Writes progress down only where it rises by a whole percent. */
  private final class Steps implements Progress {
    private final JobId jobId;
    private int last;

    private Steps(JobId jobId) {
      this.jobId = jobId;
    }

    @Override
    public synchronized void at(int percent) {
      if (percent > last && percent <= 100) {
        last = percent;
        journal.progress(jobId, percent);
      }
    }

    @Override
    public void note(String note) {
      journal.note(jobId, note);
    }

    @Override
    public boolean isStopping() {
      return stopping.getAsBoolean();
    }
  }
}
