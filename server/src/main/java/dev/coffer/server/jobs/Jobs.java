package dev.coffer.server.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.coffer.server.id.Id;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.JobId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.store.ControlDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Takes jobs and runs them, several at a time. A job that was submitted runs, whatever happens to
 * the server in between. Closing waits a little for running jobs and then interrupts them.
 */
public final class Jobs implements AutoCloseable {
  private static final int THREADS = 8;

  /** What one project orders, and can draw out, leaves room for the others. */
  private static final int OF_ONE_PROJECT = THREADS / 2;

  static final Duration UNTIL_NEXT_TRY = Duration.ofSeconds(5);
  private static final Duration UNTIL_ROOM = Duration.ofSeconds(1);
  static final Duration GRACE = Duration.ofSeconds(3);

  private final Journal journal;
  private final InstantSource clock;
  private final Ids ids;
  private final CustomTask<Void> task;
  private final Map<ProjectId, Integer> running = new ConcurrentHashMap<>();
  private final ControlDatabase database;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile Map<String, Work> works = Map.of();
  // Set once, by start; before that nothing runs and nothing can be scheduled.
  private volatile @Nullable Scheduler scheduler;

  public Jobs(ControlDatabase database, InstantSource clock, Ids ids) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.journal = new Journal(database.jdbi());
    this.task =
        Tasks.custom("job", Void.class)
            .onFailure(new FailureHandler.OnFailureRetryLater<>(UNTIL_NEXT_TRY))
            .execute((instance, _) -> run(new JobId(instance.getId())));
  }

  /** What a new job is about; its work by name. */
  public record Submission(
      ProjectId projectId, String work, String subject, String instanceId, String instanceName) {
    public Submission(
        ProjectId projectId, Work work, String subject, String instanceId, String instanceName) {
      this(projectId, work.name(), subject, instanceId, instanceName);
    }
  }

  /**
   * Begins to run jobs, the unfinished ones of an earlier run first. The caller holds the data
   * directory for itself alone, so whatever is marked as picked was picked by a process that is
   * gone.
   */
  public void start(List<Work> works) {
    this.works = works.stream().collect(Collectors.toMap(Work::name, Function.identity()));
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "UPDATE scheduled_tasks SET picked = FALSE, picked_by = NULL,"
                        + " last_heartbeat = NULL"));
    database
        .jdbi()
        .useHandle(h -> h.execute("DELETE FROM scheduled_tasks WHERE task_name <> 'job'"));
    Scheduler running =
        Scheduler.create(database.source(), task)
            .schedulerName(() -> "coffer")
            .threads(THREADS)
            .pollingInterval(Duration.ofSeconds(1))
            .heartbeatInterval(Duration.ofSeconds(5))
            .shutdownMaxWait(GRACE)
            .enableImmediateExecution()
            .build();
    scheduler = running;
    journal.unfinished().forEach(job -> schedule(job.id()));
    running.start();
  }

  /**
   * Writes a job down, in one transaction with what the caller does to its subject, and runs it.
   */
  public Job begin(Function<Handle, Submission> claim) {
    return beginIf(handle -> Optional.of(claim.apply(handle))).orElseThrow();
  }

  /** Begins a job if the caller, in the transaction, still wants one. */
  public Optional<Job> beginIf(Function<Handle, Optional<Submission>> claim) {
    Optional<Job> job =
        database.jdbi().inTransaction(handle -> claim.apply(handle).map(s -> submit(handle, s)));
    // A crash before this is made good at the next start.
    job.ifPresent(begun -> schedule(begun.id()));
    return job;
  }

  Job submit(Handle handle, Submission submission) {
    Job job = fresh(submission, Job.Status.PENDING);
    journal.insert(handle, job);
    return job;
  }

  /** Writes down something that was done at once, for callers who ask for a job. */
  public Job done(Submission submission) {
    Job job = fresh(submission, Job.Status.COMPLETED);
    database.jdbi().useHandle(handle -> journal.insert(handle, job));
    journal.complete(job.id(), job.createdAt());
    return job;
  }

  private Job fresh(Submission submission, Job.Status status) {
    return new Job(
        JobId.fresh(ids),
        submission.projectId(),
        submission.work(),
        submission.subject(),
        submission.instanceId(),
        submission.instanceName(),
        status,
        0,
        Optional.empty(),
        clock.instant(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private void schedule(JobId jobId) {
    Scheduler running = scheduler;
    if (running == null) {
      throw new IllegalStateException("jobs are not started");
    }
    running.scheduleIfNotExists(task.instance(jobId.value()), clock.instant());
  }

  public Optional<Job> find(ProjectId projectId, JobId jobId) {
    return journal.find(jobId).filter(job -> job.projectId().equals(projectId));
  }

  /** The job about the subject that is still to end. */
  public Optional<Job> underWay(Id subject) {
    return journal.unfinished().stream()
        .filter(job -> job.subject().equals(subject.value()))
        .findFirst();
  }

  /** The percents that the job about the subject has come to; empty where none is under way. */
  public OptionalInt progress(Id subject) {
    return underWay(subject).map(job -> OptionalInt.of(job.progress())).orElse(OptionalInt.empty());
  }

  /** The job on the instance that is still to end. */
  public Optional<Job> underWayOn(Id instanceId) {
    return journal.unfinished().stream()
        .filter(job -> job.instanceId().equals(instanceId.value()))
        .findFirst();
  }

  /** Whether a job about the subject is still to end. */
  public boolean isBusy(Id subject) {
    return underWay(subject).isPresent();
  }

  @Override
  public void close() {
    stopping.set(true);
    Scheduler running = scheduler;
    if (running != null) {
      running.stop();
    }
  }

  private CompletionHandler<Void> run(JobId jobId) {
    Job job = journal.find(jobId).orElseThrow();
    if (job.status() == Job.Status.COMPLETED || job.status() == Job.Status.FAILED) {
      return new CompletionHandler.OnCompleteRemove<>();
    }
    if (running.merge(job.projectId(), 1, Integer::sum) > OF_ONE_PROJECT) {
      running.merge(job.projectId(), -1, Jobs::orNone);
      return (execution, operations) ->
          operations.reschedule(execution, clock.instant().plus(UNTIL_ROOM));
    }
    try {
      perform(job);
      return new CompletionHandler.OnCompleteRemove<>();
    } finally {
      running.merge(job.projectId(), -1, Jobs::orNone);
    }
  }

  private static @Nullable Integer orNone(Integer count, Integer more) {
    return count + more == 0 ? null : Integer.valueOf(count + more);
  }

  private void perform(Job job) {
    Work work = works.get(job.work());
    if (work == null) {
      throw new IllegalStateException("no work is named " + job.work());
    }
    new Attempt(journal, clock, stopping::get).run(job, work);
  }
}
