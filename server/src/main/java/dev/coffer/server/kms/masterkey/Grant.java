package dev.coffer.server.kms.masterkey;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.UserId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.reflect.ColumnName;

/**
 * Lets another user use a key for some operations.
 *
 * @param retiredBy who besides the grantee may give it back
 */
public record Grant(
    String grantId,
    KeyId keyId,
    @Nested Grantee grantee,
    Set<KeyOperation> operations,
    UserId issuedBy,
    Optional<String> retiredBy,
    String name,
    Instant createdAt) {

  /** A user, or every user of a domain. */
  public record Grantee(@ColumnName("grantee_type") Type type, @ColumnName("grantee") String id) {
    public enum Type {
      USER,
      DOMAIN
    }

    static final int LONGEST_ID = 64;

    public Grantee {
      if (id.isEmpty() || id.length() > LONGEST_ID) {
        throw new Refusal(Failure.KMS_2402, "grantee_principal", Reason.WRONG_FORM);
      }
    }

    boolean covers(KeyUser.Person person) {
      return switch (type) {
        case USER -> id.equals(person.userId().value());
        case DOMAIN -> id.equals(person.domainId().value());
      };
    }
  }

  public Grant {
    operations = Set.copyOf(operations);
    if (operations.isEmpty() || operations.equals(EnumSet.of(KeyOperation.CREATE_GRANT))) {
      throw new Refusal(Failure.KMS_2401);
    }
  }
}
