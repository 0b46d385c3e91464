package dev.coffer.agent.backup;

import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.mariadb.DataDirectory;
import dev.coffer.agent.store.ObjectStore;
import java.io.IOException;

/** Unpacks a backup into a data directory, which is worthless if this fails. */
public final class Unpack {
  private final ReadBackup read;

  public Unpack(ObjectStore store) {
    this.read = new ReadBackup(store);
  }

  public void into(DataDirectory directory, StoredBackup backup, Watch watch) throws IOException {
    try (var unpacking = directory.unpack()) {
      try (var input = unpacking.input()) {
        read.to(input, backup, watch);
      }
      unpacking.awaitSuccess();
    }
  }
}
