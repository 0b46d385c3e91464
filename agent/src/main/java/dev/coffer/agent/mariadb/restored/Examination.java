package dev.coffer.agent.mariadb.restored;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A look at unpacked and prepared files, through a server that has them to itself. */
public final class Examination implements AutoCloseable {
  private static final Pattern GTIDS =
      Pattern.compile("[0-9]+-[0-9]+-[0-9]+(,[0-9]+-[0-9]+-[0-9]+)*");

  private final PrivateServer server;
  private final SystemVariables variables;

  public Examination(PrivateServer server, SystemVariables variables) {
    this.server = server;
    this.variables = variables;
  }

  /** Lets the binary log, where there is one, go on behind these global transaction ids. */
  public void goOnBehind(@Nullable String gtids) throws IOException {
    if (gtids == null || !variables.haveBinaryLog()) {
      return;
    }
    if (!GTIDS.matcher(gtids).matches()) {
      throw new AgentFailure(Reason.NOT_CARRIED, "these are no transaction ids: " + gtids);
    }
    server.run("SET GLOBAL gtid_binlog_state = '%s'//".formatted(gtids), _ -> {});
  }

  /**
   * Opens and checks every table, and leaves clean files. Returns how many there are; fails with
   * {@code RESTORE_UNSOUND} and the names of those that cannot be used.
   */
  public long tables() throws IOException {
    long tables = new TableCheck().on(server);
    server.shutDown();
    return tables;
  }

  /** Ends it early; what looks then fails. Safe from any thread. */
  public void abort() {
    server.abort();
  }

  @Override
  public void close() {
    server.close();
  }
}
