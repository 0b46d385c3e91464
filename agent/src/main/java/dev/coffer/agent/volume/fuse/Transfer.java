package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.disk.Workspace;

/** Where one thread keeps what it reads or writes. */
final class Transfer {
  private final byte[] data = new byte[Workspace.LONGEST];
  private final Workspace workspace = new Workspace();

  byte[] data() {
    return data;
  }

  Workspace workspace() {
    return workspace;
  }
}
