package dev.coffer.server.kms.masterkey;

import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.store.Remembered;
import java.util.Optional;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the KMS: every change of them goes through here, so that a key that is looked up
 * again and again is read once, and never as it was before a change.
 */
public final class KeyTables {
  private final ControlDatabase database;
  private final Remembered<Name, MasterKey> named;

  public KeyTables(ControlDatabase database) {
    this.database = database;
    this.named = database.remembering();
  }

  private record Name(ProjectId projectId, KeyReference reference) {}

  /** The key of a project by its id or one of its names. */
  Optional<MasterKey> find(ProjectId projectId, KeyReference reference) {
    return named.find(
        new Name(projectId, reference),
        name -> read(handle -> new KeyRows(handle).find(name.projectId(), name.reference())));
  }

  /** For reading only. */
  public <T extends @Nullable Object> T read(HandleCallback<T, RuntimeException> reading) {
    return database.jdbi().withHandle(reading);
  }

  public <T extends @Nullable Object> T change(HandleCallback<T, RuntimeException> change) {
    try {
      return database.jdbi().inTransaction(change);
    } finally {
      named.forget();
    }
  }

  public void run(HandleConsumer<RuntimeException> change) {
    change(
        handle -> {
          change.useHandle(handle);
          return null;
        });
  }
}
