package dev.coffer.server.kms.enginekey;

import dev.coffer.server.id.ProjectId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.Nested;

/** The table of vaults. */
final class EngineKeyRows {
  private final Handle handle;

  EngineKeyRows(Handle handle) {
    this.handle = handle;
  }

  record Entry(@Nested EngineKeyVault vault, String tokenHash) {}

  void insert(EngineKeyVault vault, String tokenHash) {
    handle
        .createUpdate(
            """
            INSERT INTO kms_vault (vault_id, project_id, name, key_id, token_hash, created_at)
            VALUES (:id, :projectId, :name, :keyId, :tokenHash, :createdAt)
            """)
        .bindMethods(vault)
        .bind("tokenHash", tokenHash)
        .execute();
  }

  Optional<Entry> find(String vaultId) {
    return handle
        .createQuery("SELECT * FROM kms_vault WHERE vault_id = :id")
        .bind("id", vaultId)
        .mapTo(Entry.class)
        .findOne();
  }

  List<EngineKeyVault> ofProject(ProjectId projectId) {
    return handle
        .createQuery(
            "SELECT * FROM kms_vault WHERE project_id = :project ORDER BY created_at, vault_id")
        .bind("project", projectId)
        .mapTo(EngineKeyVault.class)
        .list();
  }

  boolean delete(ProjectId projectId, String vaultId) {
    return handle.execute(
            "DELETE FROM kms_vault WHERE project_id = ? AND vault_id = ?", projectId, vaultId)
        == 1;
  }
}
