package dev.coffer.agent.backup;

import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.store.ObjectStore;
import java.io.IOException;

/** Unpacks a backup through an engine's tool; what that wrote is worthless if this fails. */
final class Unpack {
  private final ReadBackup read;

  Unpack(ObjectStore store) {
    this.read = new ReadBackup(store);
  }

  void through(Tool tool, StoredBackup backup, Watch watch) throws IOException {
    try (var unpacking = tool.start()) {
      try (var input = unpacking.input()) {
        read.to(input, backup, watch);
      }
      unpacking.awaitSuccess();
    }
  }
}
