package dev.coffer.agent.mariadb;

import dev.coffer.crypto.envelope.v1.Envelope.Position;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What mariadb-backup tells line by line. It offers no other interface for its result short of
 * files: success is its exit code and, as its manual asks, the words at the end.
 */
final class BackupLog implements Consumer<String> {
  private static final String COMPLETED = "completed OK!";
  private static final Pattern REDO = Pattern.compile("Redo log \\(from LSN \\d+ to (\\d+)\\)");
  private static final Pattern BINLOG =
      Pattern.compile("binlog position: filename '([^']+)', position '(\\d+)'");
  private static final Pattern GTID =
      Pattern.compile("GTID of the last change '([0-9,-]{1,1024})'");

  private static final String FULL = "Too many connections";

  private boolean completed;
  private boolean full;
  private @Nullable String lsn;
  private @Nullable String binlogFile;
  private @Nullable Long binlogPosition;
  private @Nullable String gtid;

  @Override
  public void accept(String line) {
    completed = line.endsWith(COMPLETED);
    full = full || line.contains(FULL);
    var redo = REDO.matcher(line);
    if (redo.find()) {
      lsn = redo.group(1);
    }
    var binlog = BINLOG.matcher(line);
    if (binlog.find()) {
      binlogFile = binlog.group(1);
      binlogPosition = Long.valueOf(binlog.group(2));
      var ids = GTID.matcher(line);
      gtid = ids.find() ? ids.group(1) : null;
    }
  }

  /** Whether the server had no connection left for the tool. */
  boolean saysFull() {
    return full;
  }

  /** Where the backup ends; to be asked once the tool has ended. */
  Position position() throws IOException {
    if (!completed || lsn == null) {
      throw new IOException("mariadb-backup ended without saying that its backup is complete");
    }
    return new Position(lsn, binlogFile, binlogPosition, gtid);
  }
}
