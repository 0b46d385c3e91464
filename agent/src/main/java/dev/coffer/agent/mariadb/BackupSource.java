package dev.coffer.agent.mariadb;

import dev.coffer.agent.pipeline.Source;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;

/**
 * A live server, told by mariadb-backup.
 *
 * @param foreign whether it is of another's making
 */
public record BackupSource(Programs programs, Access access, boolean foreign) implements Source {
  private static final String ENGINE = "MariaDB";
  private static final String TOOL = "mariadb-backup";

  @Override
  public Envelope.Engine engine() throws IOException {
    var facts = ServerFacts.ask(programs, access);
    if (foreign) {
      Obstacles.refuseForeign(facts, access);
    } else {
      Obstacles.refuse(facts, access);
    }
    var settings = SystemVariables.of(facts.variables()).settings();
    return new Envelope.Engine(ENGINE, facts.version(), TOOL, programs.backupVersion(), settings);
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
