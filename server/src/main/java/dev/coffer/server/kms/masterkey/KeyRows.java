package dev.coffer.server.kms.masterkey;

import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The table of master keys. A row in the state DELETED is a gravestone: no look-up finds it. */
public final class KeyRows {
  private static final String COLUMNS = "SELECT * FROM kms_key WHERE state <> 'DELETED'";

  private final Handle handle;

  public KeyRows(Handle handle) {
    this.handle = handle;
  }

  /** False where the project has a key of this alias. */
  boolean insert(MasterKey key) {
    return handle
            .createUpdate(
                """
                INSERT INTO kms_key (key_id, project_id, domain_id, enterprise_project_id, alias,
                  description, spec, key_usage, origin, state, created_at)
                VALUES (:keyId, :owner.projectId, :owner.domainId, :owner.enterpriseProjectId,
                  :alias, :description, :spec, :usage, :origin, :state, :createdAt)
                ON CONFLICT (project_id, alias) WHERE state <> 'DELETED' DO NOTHING
                """)
            .bindMethods(key)
            .execute()
        == 1;
  }

  /** Whether the id is, or ever was, a key's. */
  boolean isKnown(KeyId keyId) {
    return handle
        .createQuery("SELECT 1 FROM kms_key WHERE key_id = :id")
        .bind("id", keyId)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  Optional<MasterKey> find(ProjectId projectId, KeyReference reference) {
    String condition =
        switch (reference) {
          case KeyId _ -> " AND key_id = :name";
          case KeyAlias _ ->
              " AND (alias = :name OR key_id IN (SELECT key_id FROM kms_alias"
                  + " WHERE project_id = :project AND alias = :name))";
        };
    Object name =
        switch (reference) {
          case KeyId id -> id;
          case KeyAlias(String alias) -> alias;
        };
    return handle
        .createQuery(COLUMNS + " AND project_id = :project" + condition)
        .bind("project", projectId)
        .bind("name", name)
        .mapTo(MasterKey.class)
        .findOne();
  }

  Optional<MasterKey> find(KeyId keyId) {
    return handle
        .createQuery(COLUMNS + " AND key_id = :key")
        .bind("key", keyId)
        .mapTo(MasterKey.class)
        .findOne();
  }

  KeyQuery.Page list(KeyQuery query) {
    Map<String, Object> filters = new HashMap<>();
    filters.put("project_id", query.projectId());
    query.state().ifPresent(state -> filters.put("state", state));
    query.spec().ifPresent(spec -> filters.put("spec", spec));
    query.enterpriseProjectId().ifPresent(id -> filters.put("enterprise_project_id", id));
    var where = new StringBuilder();
    filters.keySet().forEach(column -> where.append(" AND %s = :%s".formatted(column, column)));

    int total =
        filtered("SELECT COUNT(*) FROM kms_key WHERE state <> 'DELETED'" + where, filters)
            .mapTo(Integer.class)
            .one();
    List<MasterKey> keys =
        filtered(
                COLUMNS + where + " ORDER BY created_at, key_id LIMIT :limit OFFSET :marker",
                filters)
            .bind("limit", query.limit())
            .bind("marker", query.marker())
            .mapTo(MasterKey.class)
            .list();
    int end = query.marker() + keys.size();
    return new KeyQuery.Page(keys, total, end < total ? Optional.of(end) : Optional.empty());
  }

  /** False where the key is in none of the states it may come from. */
  boolean setState(KeyId keyId, Set<KeyState> from, KeyState to, Optional<Instant> deletionAt) {
    return handle
            .createUpdate(
                "UPDATE kms_key SET state = :to, deletion_at = :deletion_at"
                    + " WHERE key_id = :key AND state IN (<from>)")
            .bind("to", to)
            .bind("deletion_at", deletionAt)
            .bind("key", keyId)
            .bindList("from", from)
            .execute()
        == 1;
  }

  void markDeleted(Instant now) {
    handle.execute(
        "UPDATE kms_key SET state = 'DELETED'"
            + " WHERE state = 'PENDING_DELETION' AND deletion_at <= ?",
        now);
    for (String table : List.of("kms_alias", "kms_tag", "kms_grant")) {
      handle.execute(
          "DELETE FROM "
              + table
              + " WHERE key_id IN (SELECT key_id FROM kms_key WHERE state = 'DELETED')");
    }
  }

  /** The project's keys that count: those that services made do not. */
  int count(ProjectId projectId) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM kms_key WHERE state <> 'DELETED' AND project_id = :project"
                + " AND substr(alias, length(alias) + 1 - length(:default)) <> :default")
        .bind("project", projectId)
        .bind("default", MasterKey.DEFAULT_KEY)
        .mapTo(Integer.class)
        .one();
  }

  /** Whether a key of the project, or a further name of one, is called so. */
  boolean isTaken(ProjectId projectId, String alias) {
    return find(projectId, new KeyAlias(alias)).isPresent();
  }

  void setAlias(KeyId keyId, String alias) {
    handle.execute("UPDATE kms_key SET alias = ? WHERE key_id = ?", alias, keyId);
  }

  void setDescription(KeyId keyId, String description) {
    handle.execute("UPDATE kms_key SET description = ? WHERE key_id = ?", description, keyId);
  }

  void setRotation(KeyId keyId, Optional<MasterKey.Rotation> rotation) {
    handle
        .createUpdate(
            "UPDATE kms_key SET rotation_since = :since, rotation_days = :days"
                + " WHERE key_id = :key")
        .bind("since", rotation.map(MasterKey.Rotation::since))
        .bind("days", rotation.map(MasterKey.Rotation::days))
        .bind("key", keyId)
        .execute();
  }

  List<MasterKey> rotating() {
    return handle
        .createQuery(COLUMNS + " AND rotation_since IS NOT NULL AND state = 'ENABLED'")
        .mapTo(MasterKey.class)
        .list();
  }

  /** The keyed digest of the material that was imported first. */
  Optional<String> materialDigest(KeyId keyId) {
    return handle
        .createQuery(
            "SELECT material_digest FROM kms_key"
                + " WHERE key_id = :key AND material_digest IS NOT NULL")
        .bind("key", keyId)
        .mapTo(String.class)
        .findOne();
  }

  void setImported(KeyId keyId, String materialDigest, Optional<Instant> expiresAt) {
    handle
        .createUpdate(
            "UPDATE kms_key SET state = 'ENABLED', material_digest = :digest,"
                + " expires_at = :expires WHERE key_id = :key")
        .bind("digest", materialDigest)
        .bind("expires", expiresAt)
        .bind("key", keyId)
        .execute();
  }

  /** Imported material whose time has come goes; a key on its way out stays on it. */
  void markExpired(Instant now) {
    handle.execute(
        "UPDATE kms_key SET expires_at = NULL,"
            + " state = CASE state WHEN 'PENDING_DELETION' THEN state ELSE 'PENDING_IMPORT' END"
            + " WHERE state <> 'DELETED' AND expires_at <= ?",
        now);
  }

  List<KeyId> expired(Instant now) {
    return handle
        .createQuery("SELECT key_id FROM kms_key WHERE state <> 'DELETED' AND expires_at <= :now")
        .bind("now", now)
        .mapTo(KeyId.class)
        .list();
  }

  /** The keys that should have no material. */
  Set<KeyId> awaiting() {
    return ids("SELECT key_id FROM kms_key WHERE state = 'PENDING_IMPORT'");
  }

  public void addIssued(KeyId keyId, long dataKeys) {
    handle.execute(
        "UPDATE kms_key SET data_keys_issued = data_keys_issued + ? WHERE key_id = ?",
        dataKeys,
        keyId);
  }

  public long issued(KeyId keyId) {
    return handle
        .createQuery("SELECT data_keys_issued FROM kms_key WHERE key_id = :key")
        .bind("key", keyId)
        .mapTo(Long.class)
        .one();
  }

  Set<KeyId> deleted() {
    return ids("SELECT key_id FROM kms_key WHERE state = 'DELETED'");
  }

  Set<KeyId> living() {
    return ids("SELECT key_id FROM kms_key WHERE state <> 'DELETED'");
  }

  private Set<KeyId> ids(String sql) {
    return handle.createQuery(sql).mapTo(KeyId.class).set();
  }

  private Query filtered(String sql, Map<String, Object> filters) {
    return handle.createQuery(sql).bindMap(filters);
  }
}
