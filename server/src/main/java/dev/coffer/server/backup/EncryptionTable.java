package dev.coffer.server.backup;

import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.Remembered;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table of encryption settings: a row for each instance that ever had encryption on. */
final class EncryptionTable {
  private final Jdbi jdbi;
  private final Remembered<InstanceId, EncryptionSetting> settings;

  EncryptionTable(ControlDatabase database) {
    this.jdbi = database.jdbi();
    this.settings = database.remembering();
  }

  Optional<EncryptionSetting> find(InstanceId instanceId) {
    return settings.find(instanceId, id -> jdbi.withHandle(handle -> find(handle, id)));
  }

  Optional<EncryptionSetting> find(Handle handle, InstanceId instanceId) {
    return handle
        .createQuery("SELECT * FROM backup_encryption WHERE instance_id = :instance")
        .bind("instance", instanceId)
        .mapTo(EncryptionSetting.class)
        .findOne();
  }

  void put(Handle handle, EncryptionSetting setting, Instant now) {
    settings.changing(handle);
    handle
        .createUpdate(
            """
            INSERT INTO backup_encryption
              (instance_id, project_id, enabled, key_id, suite, changed_at)
            VALUES (:instanceId, :projectId, :enabled, :keyId, :suite, :now)
            ON CONFLICT (instance_id) DO UPDATE SET enabled = excluded.enabled,
              key_id = excluded.key_id, changed_at = excluded.changed_at
            """)
        .bindMethods(setting)
        .bind("now", now)
        .execute();
  }
}
