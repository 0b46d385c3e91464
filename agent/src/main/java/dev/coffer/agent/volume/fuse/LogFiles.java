package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.Posix;
import java.util.Arrays;

/** Which files are the log of a database. */
final class LogFiles {
  private static final byte[] POSTGRESQL = Posix.bytes("pg_wal");
  private static final byte[] INNODB = Posix.bytes("ib_logfile");

  private LogFiles() {}

  static boolean isLog(Node parent, byte[] name) {
    int mismatch = Arrays.mismatch(name, INNODB);
    return parent.isLog()
        || Arrays.equals(name, POSTGRESQL)
        || mismatch == -1
        || mismatch >= INNODB.length;
  }
}
