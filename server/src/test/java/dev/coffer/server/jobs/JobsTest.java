package dev.coffer.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.host.Await;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.JobId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.ControlDatabaseContract;
import dev.coffer.server.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@ControlDatabaseContract
class JobsTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path directory;
  private ControlDatabase database;

  @BeforeEach
  void open() {
    database = TestDatabase.in(directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void performsWhatWasSubmittedAndTellsItsProgress() throws Exception {
    var work = new Recorded(true);
    try (var jobs = jobs()) {
      jobs.start(List.of(work));
      Job job = submit(jobs, work);
      work.body.put(
          progress -> {
            progress.at(40);
            progress.note("12 tables opened and checked");
          });
      assertThat(work.ended()).isEqualTo("performed " + job.id());
      assertThat(jobs.find(new ProjectId("another"), job.id())).isEmpty();
      awaitStatus(work, Job.Status.COMPLETED);
    }
    assertThat(stored(work)).extracting(Job::progress).isEqualTo(100);
    assertThat(stored(work).note()).hasValue("12 tables opened and checked");
  }

  @Test
  void aFailedJobKeepsItsReasonAndItsSubjectIsTold() throws Exception {
    var work = new Recorded(true);
    try (var jobs = jobs()) {
      jobs.start(List.of(work));
      submit(jobs, work);
      work.body.put(
          progress -> {
            progress.at(30);
            progress.at(10);
            throw new IllegalStateException("the disk is full");
          });
      assertThat(work.ended()).isEqualTo("failed: the disk is full");
      awaitStatus(work, Job.Status.FAILED);
    }
    Job job = stored(work);
    assertThat(job.failure()).hasValue("the disk is full");
    assertThat(job.progress()).isEqualTo(30);
    assertThat(job.endedAt()).isPresent();
  }

  @Test
  void aRepeatableJobThatAStopCutOffIsPerformedAgain() throws Exception {
    var work = new Recorded(true);
    stopWhileRunning(work);
    assertThat(stored(work).status()).isEqualTo(Job.Status.RUNNING);

    try (var jobs = jobs()) {
      jobs.start(List.of(work));
      work.body.put(_ -> {});
      assertThat(work.ended()).startsWith("performed");
      awaitStatus(work, Job.Status.COMPLETED);
    }
  }

  @Test
  void anUnrepeatableJobThatACrashCutOffIsGivenUp() throws Exception {
    var work = new Recorded(false);
    JobId id;
    try (var jobs = jobs()) {
      id = database.jdbi().inTransaction(h -> jobs.submit(h, submission(work))).id();
      new Journal(database.jdbi()).begin(id);
    }
    try (var jobs = jobs()) {
      jobs.start(List.of(work));
      assertThat(work.ended()).isEqualTo("failed: the server stopped while the job ran");
      awaitStatus(work, Job.Status.FAILED);
    }
  }

  /** It is written down after the work has ended; closing waits for that only so long. */
  private void awaitStatus(Recorded work, Job.Status status) throws IOException {
    assertThat(Await.until(LIMIT, () -> stored(work).status() == status)).isTrue();
  }

  /** What a tenant orders and draws out. */
  @Test
  void aProjectLeavesRoomForAnother() throws Exception {
    var work = new Recorded(true);
    var otherWork = new Recorded(true, "other work");
    var end = new CountDownLatch(1);
    try (var jobs = jobs()) {
      jobs.start(List.of(work, otherWork));
      int many = 12;
      for (int i = 0; i < many; i++) {
        submit(jobs, work);
        work.body.put(_ -> await(end));
      }
      Job other = jobs.begin(_ -> submission(new ProjectId("other"), otherWork));
      otherWork.body.put(_ -> {});
      assertThat(otherWork.ended()).isEqualTo("performed " + other.id());
      end.countDown();
      for (int i = 0; i < many; i++) {
        assertThat(work.ended()).startsWith("performed");
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void stopWhileRunning(Recorded work) throws Exception {
    var begun = new CountDownLatch(1);
    try (var jobs = jobs()) {
      jobs.start(List.of(work));
      submit(jobs, work);
      work.body.put(
          _ -> {
            begun.countDown();
            waitForInterrupt();
          });
      assertThat(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void waitForInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Jobs jobs() {
    return new Jobs(database, InstantSource.system(), new Ids(new SecureRandom()));
  }

  private Job submit(Jobs jobs, Work work) {
    return jobs.begin(_ -> submission(work));
  }

  private static Jobs.Submission submission(Work work) {
    return submission(new ProjectId("project"), work);
  }

  private static Jobs.Submission submission(ProjectId project, Work work) {
    return new Jobs.Submission(project, work, "subject", "instance", "name");
  }

  private Job stored(Recorded work) {
    JobId id =
        database
            .jdbi()
            .withHandle(
                h ->
                    h.createQuery("SELECT id FROM job WHERE work = :w")
                        .bind("w", work.name())
                        .mapTo(JobId.class)
                        .one());
    return new Journal(database.jdbi()).find(id).orElseThrow();
  }

  /** A work whose body the test hands over, attempt by attempt. */
  private static final class Recorded implements Work {
    private final BlockingQueue<Body> body = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> endings = new LinkedBlockingQueue<>();
    private final boolean repeatable;
    private final String name;

    private interface Body {
      void perform(Progress progress);
    }

    private Recorded(boolean repeatable) {
      this(repeatable, "Recorded");
    }

    private Recorded(boolean repeatable, String name) {
      this.repeatable = repeatable;
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void perform(Job job, Progress progress) {
      try {
        body.take().perform(progress);
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
      endings.add("performed " + job.id());
    }

    @Override
    public boolean repeatable() {
      return repeatable;
    }

    @Override
    public void failed(Job job, String reason) {
      endings.add("failed: " + reason);
    }

    private String ended() throws InterruptedException {
      return String.valueOf(endings.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }
  }
}
