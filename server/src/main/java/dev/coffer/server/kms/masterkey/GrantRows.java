package dev.coffer.server.kms.masterkey;

import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.UserId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.Query;

/** The table of grants. */
final class GrantRows {
  private static final GenericType<Set<KeyOperation>> OPERATIONS = new GenericType<>() {};

  private final Handle handle;

  GrantRows(Handle handle) {
    this.handle = handle;
  }

  void insert(Grant grant) {
    handle
        .createUpdate(
            """
            INSERT INTO kms_grant (grant_id, key_id, grantee, grantee_type, operations, issued_by,
              retired_by, name, created_at)
            VALUES (:grantId, :keyId, :grantee.id, :grantee.type, :words, :issuedBy, :retiredBy,
              :name, :createdAt)
            """)
        .bindMethods(grant)
        .bind("words", words(grant.operations()))
        .execute();
  }

  boolean allows(KeyId keyId, KeyUser user, KeyOperation operation) {
    return grants(
            select(
                    """
                    key_id = :key AND (grantee_type = 'USER' AND grantee = :user
                      OR grantee_type = 'DOMAIN' AND grantee = :domain)
                    """)
                .bind("key", keyId)
                .bind("user", user.person().map(KeyUser.Person::userId))
                .bind("domain", user.person().map(KeyUser.Person::domainId)))
        .stream()
        .anyMatch(grant -> grant.operations().contains(operation));
  }

  Optional<Grant> find(String grantId) {
    return grants(select("grant_id = :grant").bind("grant", grantId)).findOne();
  }

  List<Grant> ofKey(KeyId keyId) {
    return grants(select("key_id = :key ORDER BY created_at, grant_id").bind("key", keyId)).list();
  }

  List<Grant> retirableBy(UserId userId) {
    return grants(select("retired_by = :user ORDER BY created_at, grant_id").bind("user", userId))
        .list();
  }

  void delete(String grantId) {
    handle.execute("DELETE FROM kms_grant WHERE grant_id = ?", grantId);
  }

  private Query select(String condition) {
    return handle.createQuery("SELECT * FROM kms_grant WHERE " + condition);
  }

  private static ResultIterable<Grant> grants(Query query) {
    return query
        .registerColumnMapper(OPERATIONS, (row, column, _) -> operations(row.getString(column)))
        .mapTo(Grant.class);
  }

  private static String words(Set<KeyOperation> operations) {
    return operations.stream().map(Enum::name).collect(Collectors.joining(" "));
  }

  private static Set<KeyOperation> operations(String words) {
    return Arrays.stream(words.split(" ", -1))
        .map(KeyOperation::valueOf)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(KeyOperation.class)));
  }
}
