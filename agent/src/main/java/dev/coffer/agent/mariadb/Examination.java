package dev.coffer.agent.mariadb;

import java.io.IOException;

/** A look at unpacked and prepared files, through a server that has them to itself. */
public final class Examination implements AutoCloseable {
  private final PrivateServer server;

  Examination(PrivateServer server) {
    this.server = server;
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
