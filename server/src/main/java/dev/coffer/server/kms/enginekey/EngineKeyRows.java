package dev.coffer.server.kms.enginekey;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of vaults. */
final class EngineKeyRows {
  private final Handle handle;

  EngineKeyRows(Handle handle) {
    this.handle = handle;
  }

  record Entry(EngineKeyVault vault, String tokenHash) {}

  void insert(EngineKeyVault vault, String tokenHash) {
    handle.execute(
        "INSERT INTO kms_vault (vault_id, project_id, name, key_id, token_hash, created_at)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        vault.id(),
        vault.projectId(),
        vault.name(),
        vault.keyId(),
        tokenHash,
        vault.createdAt().toEpochMilli());
  }

  Optional<Entry> find(String vaultId) {
    return handle
        .createQuery("SELECT * FROM kms_vault WHERE vault_id = :id")
        .bind("id", vaultId)
        .map((row, _) -> new Entry(vault(row), row.getString("token_hash")))
        .findOne();
  }

  List<EngineKeyVault> ofProject(String projectId) {
    return handle
        .createQuery(
            "SELECT * FROM kms_vault WHERE project_id = :project ORDER BY created_at, vault_id")
        .bind("project", projectId)
        .map((row, _) -> vault(row))
        .list();
  }

  boolean delete(String projectId, String vaultId) {
    return handle.execute(
            "DELETE FROM kms_vault WHERE project_id = ? AND vault_id = ?", projectId, vaultId)
        == 1;
  }

  private static EngineKeyVault vault(ResultSet row) throws SQLException {
    return new EngineKeyVault(
        row.getString("vault_id"),
        row.getString("project_id"),
        row.getString("name"),
        row.getString("key_id"),
        Instant.ofEpochMilli(row.getLong("created_at")));
  }
}
