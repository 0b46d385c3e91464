package dev.coffer.agent.mariadb;

import dev.coffer.agent.host.Await;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Connections for a backup's tool, which takes several, on a server of ours whose users took all:
 * MariaDB keeps one back for an account with CONNECTION ADMIN, and that one raises the limit for as
 * long as the backup takes.
 */
final class Room implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Room.class.getName());

  /** The tool's four and our looks at it, and some that users take first. */
  private static final int CONNECTIONS = 32;

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private static final String TAKE =
      """
      BEGIN NOT ATOMIC
        DECLARE connected BIGINT DEFAULT (SELECT VARIABLE_VALUE
          FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'THREADS_CONNECTED');
        IF connected + %1$d > @@GLOBAL.max_connections THEN
          SELECT @@GLOBAL.max_connections;
          SET GLOBAL max_connections = @@GLOBAL.max_connections + %1$d;
        END IF;
      END//
      """
          .formatted(CONNECTIONS);

  private final Programs programs;
  private final Access access;
  private final @Nullable String before;

  private Room(Programs programs, Access access, @Nullable String before) {
    this.programs = programs;
    this.access = access;
    this.before = before;
  }

  /** There need be none to be made. */
  static Room make(Programs programs, Access access) throws IOException {
    var taking = new Taking(programs, access);
    if (!Await.until(LIMIT, taking)) {
      throw taking.refused();
    }
    return new Room(programs, access, taking.limit);
  }

  /** The connection that is kept back may be busy with our own last question still. */
  private static final class Taking implements Await.Condition {
    private final Programs programs;
    private final Access access;
    private @Nullable String limit;
    private @Nullable ProcessFailed last;

    private Taking(Programs programs, Access access) {
      this.programs = programs;
      this.access = access;
    }

    @Override
    public boolean holds() throws IOException {
      try {
        var answer = access.ask(programs, TAKE, "--delimiter=//").strip();
        limit = NUMBER.matcher(answer).matches() ? answer : null;
        return true;
      } catch (ProcessFailed refused) {
        if (!Access.isFull(refused)) {
          throw refused;
        }
        last = refused;
        return false;
      }
    }

    private IOException refused() {
      return last == null ? new IOException("no connection was tried") : last;
    }
  }

  @Override
  public void close() {
    if (before == null) {
      return;
    }
    try {
      access.ask(programs, "SET GLOBAL max_connections = " + before);
    } catch (IOException stays) {
      LOG.log(System.Logger.Level.WARNING, "max_connections of a server stays raised", stays);
    }
  }
}
