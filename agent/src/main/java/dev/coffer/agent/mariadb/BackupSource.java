package dev.coffer.agent.mariadb;

import dev.coffer.agent.pipeline.Source;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;

/** A live server, told by mariadb-backup. */
public record BackupSource(Programs programs, Access access) implements Source {
  private static final String ENGINE = "MariaDB";
  private static final String TOOL = "mariadb-backup";

  @Override
  public Envelope.Engine engine() throws IOException {
    var version = ServerFacts.ask(programs, access).version();
    return new Envelope.Engine(ENGINE, version, TOOL, programs.backupVersion());
  }

  @Override
  public long estimate() throws IOException {
    return access.estimate();
  }

  @Override
  public Run start() throws IOException {
    return BackupRun.start(programs, access);
  }
}
