package dev.coffer.server.jobs;

import dev.coffer.server.id.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table of jobs. */
final class Journal {
  // A job that has ended is not tried again.
  private static final String SELECT =
      """
      SELECT id, project_id, work, subject, instance_id, instance_name, status, progress, failure,
        created_at, ended_at, note,
        CASE WHEN ended_at IS NULL AND tries > 0 THEN retry_reason END AS reason, tries,
        next_try_at AS next
      FROM job
      """;

  private final Jdbi jdbi;

  Journal(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void insert(Handle handle, Job job) {
    handle
        .createUpdate(
            """
            INSERT INTO job (id, project_id, work, subject, instance_id, instance_name, status,
              progress, created_at)
            VALUES (:id, :projectId, :work, :subject, :instanceId, :instanceName, :status, 0,
              :createdAt)
            """)
        .bindMethods(job)
        .execute();
  }

  Optional<Job> find(JobId id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SELECT + " WHERE id = :id")
                .bind("id", id)
                .mapTo(Job.class)
                .findOne());
  }

  List<Job> unfinished() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    SELECT + " WHERE status IN ('PENDING', 'RUNNING') ORDER BY created_at, id")
                .mapTo(Job.class)
                .list());
  }

  void begin(JobId id) {
    update("UPDATE job SET status = 'RUNNING' WHERE id = :id", id);
  }

  void progress(JobId id, int percent) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE job SET progress = :percent WHERE id = :id")
                .bind("id", id)
                .bind("percent", percent)
                .execute());
  }

  void note(JobId id, String note) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE job SET note = :note WHERE id = :id")
                .bind("id", id)
                .bind("note", note)
                .execute());
  }

  /** It goes on running, and says why it has to be tried again. */
  void retry(JobId id, String reason, Instant next) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE job SET retry_reason = :reason, tries = tries + 1, next_try_at = :next"
                        + " WHERE id = :id")
                .bind("id", id)
                .bind("reason", reason)
                .bind("next", next)
                .execute());
  }

  void complete(JobId id, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE job SET status = 'COMPLETED', progress = 100, ended_at = :now"
                        + " WHERE id = :id")
                .bind("id", id)
                .bind("now", now)
                .execute());
  }

  void fail(JobId id, String reason, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE job SET status = 'FAILED', failure = :reason, ended_at = :now"
                        + " WHERE id = :id")
                .bind("id", id)
                .bind("reason", reason)
                .bind("now", now)
                .execute());
  }

  private void update(String sql, JobId id) {
    jdbi.useHandle(handle -> handle.createUpdate(sql).bind("id", id).execute());
  }
}
