package dev.coffer.server.backup;

import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.InstanceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** The table of backup policies: a row for each instance that is backed up without orders. */
final class BackupPolicyTable {
  private final Jdbi jdbi;

  BackupPolicyTable(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * The policy of an instance.
   *
   * @param served the beginning of the last window whose backup was begun, or when it was set
   */
  record Row(InstanceId instanceId, ProjectId projectId, BackupPolicy policy, Instant served) {}

  void put(Row row) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO backup_policy
                      (instance_id, project_id, start_hour, days, keep_days, served)
                    VALUES (:instance, :project, :hour, :days, :keep, :served)
                    ON CONFLICT (instance_id) DO UPDATE SET start_hour = excluded.start_hour,
                      days = excluded.days, keep_days = excluded.keep_days, served = excluded.served
                    """)
                .bind("instance", row.instanceId())
                .bind("project", row.projectId())
                .bind("hour", row.policy().startHour())
                .bind("days", row.policy().daysText())
                .bind("keep", row.policy().keepDays())
                .bind("served", row.served())
                .execute());
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
            handle
                .createQuery("SELECT * FROM backup_policy WHERE instance_id = :instance")
                .bind("instance", instanceId)
                .map(BackupPolicyTable::read)
                .findOne());
  }

  List<Row> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM backup_policy ORDER BY instance_id")
                .map(BackupPolicyTable::read)
                .list());
  }

  private static Row read(ResultSet row, StatementContext context) throws SQLException {
    var policy =
        new BackupPolicy(
            row.getInt("start_hour"),
            BackupPolicy.days(row.getString("days")),
            row.getInt("keep_days"));
    return new Row(
        new InstanceId(row.getString("instance_id")),
        new ProjectId(row.getString("project_id")),
        policy,
        Instant.ofEpochMilli(row.getLong("served")));
  }
}
