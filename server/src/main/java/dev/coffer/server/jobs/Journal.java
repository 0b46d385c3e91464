package dev.coffer.server.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** The table of jobs. */
final class Journal {
  private static final String COLUMNS =
      "id, project_id, work, subject, instance_id, instance_name, status, progress, failure,"
          + " created_at, ended_at";
  private static final String ALL = COLUMNS + ", note, retry_reason, tries, next_try_at";

  private final Jdbi jdbi;

  Journal(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  void insert(Handle handle, Job job) {
    handle
        .createUpdate(
            "INSERT INTO job ("
                + COLUMNS
                + ") VALUES (:id, :project, :work, :subject, :instance, :instanceName, :status, 0,"
                + " NULL, :created, NULL)")
        .bind("id", job.id())
        .bind("project", job.projectId())
        .bind("work", job.work())
        .bind("subject", job.subject())
        .bind("instance", job.instanceId())
        .bind("instanceName", job.instanceName())
        .bind("status", job.status().name())
        .bind("created", job.createdAt().toEpochMilli())
        .execute();
  }

  Optional<Job> find(String id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT " + ALL + " FROM job WHERE id = :id")
                .bind("id", id)
                .map(Journal::read)
                .findOne());
  }

  List<Job> unfinished() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + ALL
                        + " FROM job WHERE status IN ('PENDING', 'RUNNING') ORDER BY created_at, id")
                .map(Journal::read)
                .list());
  }

  void begin(String id) {
    update("UPDATE job SET status = 'RUNNING' WHERE id = :id", id);
  }

  void progress(String id, int percent) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE job SET progress = :percent WHERE id = :id")
                .bind("id", id)
                .bind("percent", percent)
                .execute());
  }

  void note(String id, String note) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("UPDATE job SET note = :note WHERE id = :id")
                .bind("id", id)
                .bind("note", note)
                .execute());
  }

  /** It goes on running, and says why it has to be tried again. */
  void retry(String id, String reason, Instant next) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE job SET retry_reason = :reason, tries = tries + 1, next_try_at = :next"
                        + " WHERE id = :id")
                .bind("id", id)
                .bind("reason", reason)
                .bind("next", next.toEpochMilli())
                .execute());
  }

  void complete(String id, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE job SET status = 'COMPLETED', progress = 100, ended_at = :now"
                        + " WHERE id = :id")
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .execute());
  }

  void fail(String id, String reason, Instant now) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "UPDATE job SET status = 'FAILED', failure = :reason, ended_at = :now"
                        + " WHERE id = :id")
                .bind("id", id)
                .bind("reason", reason)
                .bind("now", now.toEpochMilli())
                .execute());
  }

  private void update(String sql, String id) {
    jdbi.useHandle(handle -> handle.createUpdate(sql).bind("id", id).execute());
  }

  private static Job read(ResultSet row, StatementContext context) throws SQLException {
    long ended = row.getLong("ended_at");
    Optional<Instant> endedAt =
        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended));
    return new Job(
        row.getString("id"),
        row.getString("project_id"),
        row.getString("work"),
        row.getString("subject"),
        row.getString("instance_id"),
        row.getString("instance_name"),
        Job.Status.valueOf(row.getString("status")),
        row.getInt("progress"),
        Optional.ofNullable(row.getString("failure")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        endedAt,
        Optional.ofNullable(row.getString("note")),
        endedAt.isPresent() ? Optional.empty() : retry(row));
  }

  private static Optional<Job.Retry> retry(ResultSet row) throws SQLException {
    int tries = row.getInt("tries");
    if (tries == 0) {
      return Optional.empty();
    }
    var next = Instant.ofEpochMilli(row.getLong("next_try_at"));
    return Optional.of(new Job.Retry(row.getString("retry_reason"), tries, next));
  }
}
