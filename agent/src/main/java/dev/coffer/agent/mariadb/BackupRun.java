package dev.coffer.agent.mariadb;

import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.ProcessFailed;
import dev.coffer.crypto.envelope.v1.Envelope.Position;
import java.io.IOException;
import java.io.InputStream;

/**
 * One run of mariadb-backup on a live server: a stream to read to its end, then {@link #finish},
 * which fails unless the tool says that the stream is a complete backup.
 */
final class BackupRun implements Source.Run {
  private final BackupLog log;
  private final Child child;
  private final LockWatch locks;

  private BackupRun(BackupLog log, Child child, LockWatch locks) {
    this.log = log;
    this.child = child;
    this.locks = locks;
  }

  static BackupRun start(Programs programs, Access access, LockWaitLimit lockWait)
      throws IOException {
    var log = new BackupLog();
    var child =
        access.run(
            programs.backup(),
            log,
            "--backup",
            "--stream=mbstream",
            "--datadir=" + access.dataDirectory());
    return new BackupRun(log, child, LockWatch.over(programs, access, lockWait, child::abort));
  }

  @Override
  public InputStream stream() {
    return child.output();
  }

  @Override
  public Position finish() throws IOException {
    try {
      child.awaitSuccess();
    } catch (ProcessFailed failed) {
      requireNotEnded();
      if (log.saysFull()) {
        throw BackupSource.full(failed);
      }
      throw failed;
    }
    return log.position();
  }

  @Override
  public void requireNotEnded() {
    locks.requireWithinLimit();
  }

  @Override
  public void abort() {
    child.abort();
  }

  @Override
  public void close() {
    locks.close();
    child.close();
  }
}
