package dev.coffer.agent.backup;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.mariadb.DataDirectory;
import dev.coffer.agent.mariadb.Programs;
import dev.coffer.agent.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens a backup into a new directory as the plain files of its engine, for an operator who holds
 * the store and a key and nothing else of Coffer. What a tenant's server wrote is unpacked and
 * prepared in a cage. On failure the directory is not there.
 */
public final class OpenBackup {
  private final Programs programs;
  private final Unpack unpack;

  public OpenBackup(Programs programs, ObjectStore store) {
    this.programs = programs;
    this.unpack = new Unpack(store);
  }

  /** For engines that do not encrypt their files themselves. */
  public void into(Path directory, StoredBackup backup, Watch watch) throws IOException {
    var _ = into(directory, backup, OpenBackup::refuse, watch);
  }

  private static FileKeys.Vault refuse(String vault) {
    throw new AgentFailure(
        Reason.KEY_UNUSABLE, "the engine's files are encrypted under keys of the vault " + vault);
  }

  /**
   * The files are prepared, so that a server can start on them. Returns the vault that the engine
   * had its keys from, where it encrypted its files itself.
   */
  public Optional<String> into(
      Path directory, StoredBackup backup, DataDirectory.Vaults vaults, Watch watch)
      throws IOException {
    try (OpenedFiles files = OpenedFiles.make(directory)) {
      var data = files.data(programs);
      unpack.through(data::unpack, backup, watch);
      Optional<String> vault = data.prepareWith(vaults);
      files.keep();
      return vault;
    }
  }
}
