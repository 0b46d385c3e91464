package dev.coffer.server.kms.enginekey;

import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import java.time.Instant;
import org.jdbi.v3.core.mapper.reflect.ColumnName;

/** A database server's source of keys for its own files, under one master key. */
public record EngineKeyVault(
    @ColumnName("vault_id") String id,
    ProjectId projectId,
    String name,
    KeyId keyId,
    Instant createdAt) {

  /** A new vault and its token, which is told once; printing it hides the token. */
  public record Issued(EngineKeyVault vault, String token) {
    @Override
    public String toString() {
      return "Issued[" + vault + "]";
    }
  }
}
