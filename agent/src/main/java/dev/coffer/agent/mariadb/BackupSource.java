package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.mariadb.restored.SystemVariables;
import dev.coffer.agent.pipeline.Source;
import dev.coffer.agent.process.ProcessFailed;
import dev.coffer.crypto.envelope.v1.Envelope;
import java.io.IOException;
import java.util.Optional;

/** A live server, told by mariadb-backup. Closing it gives back what it took of the server. */
public final class BackupSource implements Source, AutoCloseable {
  private static final String ENGINE = "MariaDB";
  private static final String TOOL = "mariadb-backup";

  private final Programs programs;
  private final Access access;
  private final LockWaitLimit lockWait;
  private final Optional<SpareConnections> spare;

  private BackupSource(
      Programs programs, Access access, LockWaitLimit lockWait, Optional<SpareConnections> spare) {
    this.programs = programs;
    this.access = access;
    this.lockWait = lockWait;
    this.spare = spare;
  }

  /** A server of our own, on which there is always a connection to be had. */
  static BackupSource ofOwn(
      Programs programs, Access access, SpareConnections.FormerLimit former, LockWaitLimit lockWait)
      throws IOException {
    var spare = SpareConnections.make(programs, access, former);
    return new BackupSource(programs, access, lockWait, Optional.of(spare));
  }

  /** A server of another's making, on which nothing is changed. */
  public static BackupSource ofForeign(Programs programs, Access access, LockWaitLimit lockWait) {
    return new BackupSource(programs, access, lockWait, Optional.empty());
  }

  @Override
  public Envelope.Engine engine() throws IOException {
    var facts = facts();
    if (isForeign()) {
      Obstacles.refuseForeign(facts, access);
    } else {
      Obstacles.refuse(facts, access);
    }
    var settings = SystemVariables.of(facts.variables()).settings();
    return new Envelope.Engine(ENGINE, facts.version(), TOOL, programs.backupVersion(), settings);
  }

  private boolean isForeign() {
    return spare.isEmpty();
  }

  private ServerFacts facts() throws IOException {
    try {
      return ServerFacts.ask(programs, access);
    } catch (ProcessFailed refused) {
      if (Access.isFull(refused) && isForeign()) {
        throw full(refused);
      }
      throw refused;
    }
  }

  static AgentFailure full(ProcessFailed refused) {
    return new AgentFailure(
        Reason.ENGINE_FAILED,
        "all connections of the server are taken (on an adopted one raise max_connections, or set"
            + " extra_port with extra_max_connections of 8 or more and adopt it at that port)",
        refused);
  }

  @Override
  public long estimate() throws IOException {
    return access.estimate();
  }

  @Override
  public Run start() throws IOException {
    return BackupRun.start(programs, access, lockWait);
  }

  @Override
  public void close() {
    spare.ifPresent(SpareConnections::close);
  }
}
