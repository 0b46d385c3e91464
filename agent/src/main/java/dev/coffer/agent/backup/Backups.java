package dev.coffer.agent.backup;

import dev.coffer.agent.store.ObjectStore;
import dev.coffer.crypto.envelope.v1.EnvelopeFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the store holds of backups, seen by their ids. */
public final class Backups {
  private final ObjectStore store;

  public Backups(ObjectStore store) {
    this.store = store;
  }

  /** Empty where none was committed. */
  public Optional<EnvelopeFile> envelope(String backupId) throws IOException {
    var name = ObjectNames.envelope(backupId);
    if (!store.exists(name)) {
      return Optional.empty();
    }
    try (var in = store.open(name)) {
      return Optional.of(EnvelopeFile.read(backupId, in));
    }
  }

  public void discard(String backupId) throws IOException {
    for (var name : ObjectNames.all(backupId)) {
      store.delete(name);
    }
  }

  /** Removes partials, and streams that have no envelope and are not under way. */
  public List<String> sweep(Set<String> underWay) throws IOException {
    store.removePartials();
    var removed = new ArrayList<String>();
    for (var name : store.list("")) {
      if (ObjectNames.isStream(name) && isAbandoned(ObjectNames.backupId(name), underWay)) {
        store.delete(name);
        removed.add(ObjectNames.backupId(name));
      }
    }
    return List.copyOf(removed);
  }

  private boolean isAbandoned(String backupId, Set<String> underWay) throws IOException {
    return !underWay.contains(backupId) && !store.exists(ObjectNames.envelope(backupId));
  }
}
