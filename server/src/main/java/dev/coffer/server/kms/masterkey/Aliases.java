package dev.coffer.server.kms.masterkey;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyAlias;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Further names of keys, {@code alias/<name>} on the wire. A name stands for one key of the
 * project, and moves from one to another in one step.
 */
public final class Aliases {
  private static final int MOST_OF_A_KEY = 50;

  private final KeyTables tables;
  private final MasterKeys masterKeys;
  private final InstantSource clock;

  public Aliases(KeyTables tables, MasterKeys masterKeys, InstantSource clock) {
    this.tables = tables;
    this.masterKeys = masterKeys;
    this.clock = clock;
  }

  /** A further name, without its prefix. */
  public record Alias(
      String name, DomainId domainId, KeyId keyId, Instant createdAt, Instant updatedAt) {}

  public Alias create(ProjectId projectId, KeyReference reference, String alias) {
    MasterKey key = target(projectId, reference);
    String name = name(alias);
    return tables.change(
        handle -> {
          if (new KeyRows(handle).isTaken(projectId, name)) {
            throw new Refusal(Failure.KMS_1104, "alias", Reason.EXISTS);
          }
          if (list(handle, projectId, Optional.of(key.keyId())).size() >= MOST_OF_A_KEY) {
            throw Refusal.outside(Failure.KMS_0308, "alias", 0, MOST_OF_A_KEY);
          }
          long now = clock.millis();
          handle.execute(
              """
              INSERT INTO kms_alias (project_id, alias, domain_id, key_id, created_at, updated_at)
              VALUES (?, ?, ?, ?, ?, ?)
              """,
              projectId,
              name,
              key.owner().domainId(),
              key.keyId(),
              now,
              now);
          return required(handle, projectId, name);
        });
  }

  /** Lets an existing name stand for another key. */
  public Alias associate(ProjectId projectId, String alias, KeyReference reference) {
    MasterKey key = target(projectId, reference);
    String name = name(alias);
    return tables.change(
        handle -> {
          required(handle, projectId, name);
          handle.execute(
              "UPDATE kms_alias SET key_id = ?, updated_at = ?"
                  + " WHERE project_id = ? AND alias = ?",
              key.keyId(),
              clock.millis(),
              projectId,
              name);
          return required(handle, projectId, name);
        });
  }

  /** Deletes all of the names or none; each has to stand for the key. */
  public void delete(ProjectId projectId, KeyReference reference, List<String> aliases) {
    MasterKey key = masterKeys.describe(projectId, reference);
    tables.run(
        handle -> {
          for (String alias : aliases) {
            String name = name(alias);
            if (!required(handle, projectId, name).keyId().equals(key.keyId())) {
              throw new Refusal(Failure.KMS_1101, "aliases", Reason.MISMATCH);
            }
            handle.execute(
                "DELETE FROM kms_alias WHERE project_id = ? AND alias = ?", projectId, name);
          }
        });
  }

  /** The names in a project, or those of one of its keys, by name. */
  public List<Alias> list(ProjectId projectId, Optional<KeyReference> reference) {
    Optional<KeyId> keyId = reference.map(r -> masterKeys.describe(projectId, r).keyId());
    return tables.read(handle -> list(handle, projectId, keyId));
  }

  private MasterKey target(ProjectId projectId, KeyReference reference) {
    MasterKey key = masterKeys.describe(projectId, reference);
    MasterKeys.refuseDefault(key);
    if (key.state() == KeyState.PENDING_DELETION) {
      throw new Refusal(Failure.KMS_0210, key.keyId(), Reason.PENDING_DELETION);
    }
    return key;
  }

  private static String name(String alias) {
    if (!alias.startsWith(KeyAlias.PREFIX)) {
      throw new Refusal(Failure.KMS_1101, "alias", Reason.WRONG_FORM);
    }
    String name = alias.substring(KeyAlias.PREFIX.length());
    NewKey.checkAlias(name);
    return name;
  }

  private static Alias required(Handle handle, ProjectId projectId, String name) {
    return list(handle, projectId, Optional.empty()).stream()
        .filter(alias -> alias.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new Refusal(Failure.KMS_1101, "alias", Reason.ABSENT));
  }

  private static List<Alias> list(Handle handle, ProjectId projectId, Optional<KeyId> keyId) {
    return handle
        .createQuery(
            """
            SELECT alias AS name, domain_id, key_id, created_at, updated_at FROM kms_alias
            WHERE project_id = :project AND (:key IS NULL OR key_id = :key) ORDER BY alias
            """)
        .bind("project", projectId)
        .bind("key", keyId.map(KeyId::value).orElse(null))
        .mapTo(Alias.class)
        .list();
  }
}
