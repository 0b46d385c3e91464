package dev.coffer.agent.postgresql.server;

import java.nio.file.Path;

/** Where one server keeps its data, its sockets and its log. */
public record Place(Path data, Path sockets, Path log) {
  /** Files in a data directory. */
  static final String CONFIGURATION = "postgresql.conf";

  public static final String ACCESS = "pg_hba.conf";

  /** A server with this file follows another, and without it writes for itself. */
  public static final String STANDBY_SIGNAL = "standby.signal";

  /** Relative to the data directory: the path of a socket may have 107 bytes and no more. */
  Path socketsFromData() {
    return data.relativize(sockets);
  }
}
