package dev.coffer.agent.backup;

import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.store.ObjectStore;
import java.io.IOException;

/** Unpacks a backup through an engine's tool; what that wrote is worthless if this fails. */
public final class Unpack {
  private final ReadBackup read;

  public Unpack(ObjectStore store) {
    this.read = new ReadBackup(store);
  }

  /** The program that unpacks what is written to it. */
  public interface Tool {
    Child start() throws IOException;
  }

  public void through(Tool tool, StoredBackup backup, Watch watch) throws IOException {
    try (var unpacking = tool.start()) {
      try (var input = unpacking.input()) {
        read.to(input, backup, watch);
      }
      unpacking.awaitSuccess();
    }
  }
}
