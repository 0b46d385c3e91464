package dev.coffer.server.kms.masterkey;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Grants of keys to users and domains. A grant counts from the moment it is made until the key's
 * project revokes it or the grantee, or whoever the grant names for it, retires it. Nobody can
 * grant what was not granted to him.
 */
public final class Grants {
  /** The vendor's quota of one key's grants. */
  public static final int QUOTA = 100;

  private static final int LONGEST_NAME = 255;

  private final KeyTables tables;
  private final MasterKeys masterKeys;
  private final SecureRandom random;
  private final InstantSource clock;

  public Grants(KeyTables tables, MasterKeys masterKeys, SecureRandom random, InstantSource clock) {
    this.tables = tables;
    this.masterKeys = masterKeys;
    this.random = random;
    this.clock = clock;
  }

  /** A grant to be made. */
  public record Wanted(
      Grant.Grantee grantee,
      Set<KeyOperation> operations,
      Optional<String> retiredBy,
      String name) {
    public Wanted {
      operations = Set.copyOf(operations);
      if (name.length() > LONGEST_NAME) {
        throw new Refusal(Failure.KMS_0308, "name", Reason.TOO_LONG);
      }
      if (retiredBy.filter(id -> id.length() > Grant.Grantee.LONGEST_ID).isPresent()) {
        throw new Refusal(Failure.KMS_0308, "retiring_principal", Reason.TOO_LONG);
      }
    }
  }

  public Grant create(KeyUser user, KeyReference reference, Wanted wanted) {
    MasterKey key = masterKeys.describe(user, reference, KeyOperation.CREATE_GRANT);
    MasterKeys.refuseDefault(key);
    MasterKeys.usable(key);
    var grant =
        new Grant(
            id(),
            key.keyId(),
            wanted.grantee(),
            wanted.operations(),
            user.userId(),
            wanted.retiredBy(),
            wanted.name(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    tables.run(handle -> insert(handle, user, key, grant));
    return grant;
  }

  private static void insert(Handle handle, KeyUser user, MasterKey key, Grant grant) {
    var rows = new GrantRows(handle);
    if (rows.ofKey(key.keyId()).size() >= QUOTA) {
      throw new Refusal(Failure.KMS_2404);
    }
    boolean owned = key.owner().projectId().equals(user.projectId());
    for (KeyOperation operation : grant.operations()) {
      if (!owned && !rows.allows(key.keyId(), user, operation)) {
        throw new Refusal(Failure.KMS_0306, operation.wireName(), Reason.NOT_ALLOWED);
      }
    }
    rows.insert(grant);
  }

  /** Whether a grant of the key opens an operation to the user. */
  public boolean allow(KeyId keyId, KeyUser user, KeyOperation operation) {
    return tables.read(handle -> new GrantRows(handle).allows(keyId, user, operation));
  }

  /** Every grant of a key, oldest first. */
  public List<Grant> ofKey(ProjectId projectId, KeyReference reference) {
    MasterKey key = masterKeys.describe(projectId, reference);
    return tables.read(handle -> new GrantRows(handle).ofKey(key.keyId()));
  }

  /** The grants that name the user as one who may give them back, oldest first. */
  public List<Grant> retirableBy(KeyUser user) {
    return tables.read(handle -> new GrantRows(handle).retirableBy(user.userId()));
  }

  /** Takes a grant back, for the key's project. */
  public void revoke(ProjectId projectId, KeyReference reference, String grantId) {
    MasterKey key = masterKeys.describe(projectId, reference);
    tables.run(
        handle -> {
          var rows = new GrantRows(handle);
          rows.delete(required(rows, key.keyId(), grantId).grantId());
        });
  }

  /** Gives a grant back, for its grantee or the one that it names for that. */
  public void retire(KeyUser user, KeyId keyId, String grantId) {
    tables.run(
        handle -> {
          var rows = new GrantRows(handle);
          Grant grant = required(rows, keyId, grantId);
          boolean may =
              user.person().filter(grant.grantee()::covers).isPresent()
                  || grant.retiredBy().map(user.userId().value()::equals).orElse(false);
          if (!may) {
            throw absent();
          }
          rows.delete(grantId);
        });
  }

  private static Grant required(GrantRows rows, KeyId keyId, String grantId) {
    Grant grant = rows.find(grantId).orElseThrow(Grants::absent);
    if (!grant.keyId().equals(keyId)) {
      throw new Refusal(Failure.KMS_2502, "key_id", Reason.MISMATCH);
    }
    return grant;
  }

  private static Refusal absent() {
    return new Refusal(Failure.KMS_2501, "grant_id", Reason.ABSENT);
  }

  private String id() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
