package dev.coffer.agent.backup;

import dev.coffer.agent.StoredBackup;
import dev.coffer.agent.Watch;
import dev.coffer.agent.mariadb.DataDirectory;
import dev.coffer.agent.mariadb.Programs;
import dev.coffer.agent.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Opens a backup into a new directory as the plain files of its engine, for whoever holds the store
 * and a key and nothing else of Coffer. On failure the directory is not there.
 */
public final class OpenBackup {
  private final Programs programs;
  private final Unpack unpack;

  public OpenBackup(Programs programs, ObjectStore store) {
    this.programs = programs;
    this.unpack = new Unpack(store);
  }

  /** Prepared files are what a server can start on; without it they are as they were captured. */
  public void into(Path directory, StoredBackup backup, boolean prepared, Watch watch)
      throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    var data = DataDirectory.ours(programs, Files.createDirectory(directory, mode).toRealPath());
    boolean opened = false;
    try {
      unpack.through(data::unpack, backup, watch);
      if (prepared) {
        data.prepare();
      }
      opened = true;
    } finally {
      if (!opened) {
        data.delete();
      }
    }
  }
}
