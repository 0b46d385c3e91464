package dev.coffer.server.kms.masterkey;

import dev.coffer.server.id.KeyId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The table of grants. */
final class GrantRows {
  private final Handle handle;

  GrantRows(Handle handle) {
    this.handle = handle;
  }

  void insert(Grant grant) {
    handle.execute(
        """
        INSERT INTO kms_grant (grant_id, key_id, grantee, grantee_type, operations, issued_by,
          retired_by, name, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        grant.grantId(),
        grant.keyId(),
        grant.grantee().id(),
        grant.grantee().type(),
        grant.operations().stream().map(Enum::name).collect(Collectors.joining(" ")),
        grant.issuedBy(),
        grant.retiredBy(),
        grant.name(),
        grant.createdAt());
  }

  boolean allows(KeyId keyId, KeyUser user, KeyOperation operation) {
    return handle
        .createQuery(
            "SELECT * FROM kms_grant WHERE key_id = :key"
                + " AND (grantee_type = 'USER' AND grantee = :user"
                + " OR grantee_type = 'DOMAIN' AND grantee = :domain)")
        .bind("key", keyId)
        .bind("user", user.userId())
        .bind("domain", user.domainId())
        .map((row, _) -> grant(row))
        .stream()
        .anyMatch(grant -> grant.operations().contains(operation));
  }

  Optional<Grant> find(String grantId) {
    return handle
        .createQuery("SELECT * FROM kms_grant WHERE grant_id = :grant")
        .bind("grant", grantId)
        .map((row, _) -> grant(row))
        .findOne();
  }

  List<Grant> ofKey(KeyId keyId) {
    return handle
        .createQuery("SELECT * FROM kms_grant WHERE key_id = :key ORDER BY created_at, grant_id")
        .bind("key", keyId)
        .map((row, _) -> grant(row))
        .list();
  }

  List<Grant> retirableBy(String userId) {
    return handle
        .createQuery(
            "SELECT * FROM kms_grant WHERE retired_by = :user ORDER BY created_at, grant_id")
        .bind("user", userId)
        .map((row, _) -> grant(row))
        .list();
  }

  void delete(String grantId) {
    handle.execute("DELETE FROM kms_grant WHERE grant_id = ?", grantId);
  }

  private static Grant grant(ResultSet row) throws SQLException {
    Set<KeyOperation> operations =
        Arrays.stream(row.getString("operations").split(" ", -1))
            .map(KeyOperation::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(KeyOperation.class)));
    return new Grant(
        row.getString("grant_id"),
        new KeyId(row.getString("key_id")),
        new Grant.Grantee(
            Grant.Grantee.Type.valueOf(row.getString("grantee_type")), row.getString("grantee")),
        operations,
        row.getString("issued_by"),
        Optional.ofNullable(row.getString("retired_by")),
        row.getString("name"),
        Instant.ofEpochMilli(row.getLong("created_at")));
  }
}
