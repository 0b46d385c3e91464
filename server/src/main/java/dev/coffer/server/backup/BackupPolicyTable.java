package dev.coffer.server.backup;

import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.InstanceId;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.Query;

/** The table of backup policies: a row for each instance that is backed up without orders. */
final class BackupPolicyTable {
  private static final GenericType<Set<DayOfWeek>> DAYS = new GenericType<>() {};

  private final Jdbi jdbi;

  BackupPolicyTable(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * The policy of an instance.
   *
   * @param served the beginning of the last window whose backup was begun, or when it was set
   */
  public record Row(
      InstanceId instanceId, ProjectId projectId, @Nested BackupPolicy policy, Instant served) {}

  void put(Handle handle, Row row) {
    handle
        .createUpdate(
            """
            INSERT INTO backup_policy
              (instance_id, project_id, start_hour, days, keep_days, served)
            VALUES (:instanceId, :projectId, :policy.startHour, :days, :policy.keepDays, :served)
            ON CONFLICT (instance_id) DO UPDATE SET start_hour = excluded.start_hour,
              days = excluded.days, keep_days = excluded.keep_days, served = excluded.served
            """)
        .bindMethods(row)
        .bind("days", row.policy().daysText())
        .execute();
  }

  /** False where another run was quicker, or the policy was changed meanwhile. */
  boolean serve(Handle handle, Row row, Instant window) {
    return handle
            .createUpdate(
                "UPDATE backup_policy SET served = :window"
                    + " WHERE instance_id = :instance AND served = :served")
            .bind("window", window)
            .bind("instance", row.instanceId())
            .bind("served", row.served())
            .execute()
        == 1;
  }

  void delete(InstanceId instanceId) {
    jdbi.useHandle(
        handle -> handle.execute("DELETE FROM backup_policy WHERE instance_id = ?", instanceId));
  }

  Optional<Row> find(InstanceId instanceId) {
    return jdbi.withHandle(
        handle ->
            rows(handle
                    .createQuery("SELECT * FROM backup_policy WHERE instance_id = :instance")
                    .bind("instance", instanceId))
                .findOne());
  }

  List<Row> all() {
    return jdbi.withHandle(
        handle ->
            rows(handle.createQuery("SELECT * FROM backup_policy ORDER BY instance_id")).list());
  }

  private static ResultIterable<Row> rows(Query query) {
    return query
        .registerColumnMapper(DAYS, (row, column, _) -> BackupPolicy.days(row.getString(column)))
        .mapTo(Row.class);
  }
}
