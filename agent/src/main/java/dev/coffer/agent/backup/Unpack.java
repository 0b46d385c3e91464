package dev.coffer.agent.backup;

import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.store.ObjectStore;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;

/** Unpacks a backup through an engine's tool; what that wrote is worthless if this fails. */
final class Unpack {
  private final ReadBackup read;

  Unpack(ObjectStore store) {
    this.read = new ReadBackup(store);
  }

  Envelope through(Tool tool, StoredBackup backup, Watch watch) throws IOException {
    try (var unpacking = tool.start()) {
      Envelope envelope;
      try (var input = unpacking.input()) {
        envelope = read.to(input, backup, watch);
      }
      unpacking.awaitSuccess();
      return envelope;
    }
  }
}
