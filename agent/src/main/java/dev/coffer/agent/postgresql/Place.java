package dev.coffer.agent.postgresql;

import java.nio.file.Path;

/** Where one server keeps its data, its sockets and its log. */
record Place(Path data, Path sockets, Path log) {
  Path pid() {
    return data.resolve("postmaster.pid");
  }

  Path configuration() {
    return data.resolve("postgresql.conf");
  }

  Path access() {
    return data.resolve("pg_hba.conf");
  }

  /** A server with this file follows another, and without it writes for itself. */
  Path standbySignal() {
    return data.resolve("standby.signal");
  }

  /** Relative to the data directory: the path of a socket may have 107 bytes and no more. */
  Path socketsFromData() {
    return data.relativize(sockets);
  }
}
