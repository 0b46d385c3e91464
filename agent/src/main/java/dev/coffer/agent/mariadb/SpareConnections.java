package dev.coffer.agent.mariadb;

import dev.coffer.agent.host.Await;
import dev.coffer.agent.process.ProcessFailed;
import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Connections for a backup's tool, which takes several, on a server of ours whose users took all:
 * MariaDB keeps one back for an account with CONNECTION ADMIN, and that one raises the limit for as
 * long as the backup takes. What it was is written down first, so that it can be put back after a
 * crash.
 */
final class SpareConnections implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SpareConnections.class.getName());

  /** The tool's four and our looks at it, and some that users take first. */
  private static final int CONNECTIONS = 32;

  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** The limit where it has to be raised, and nothing where it has not. */
  private static final String SHORT_OF_THEM =
      """
      SELECT @@GLOBAL.max_connections FROM information_schema.GLOBAL_STATUS
      WHERE VARIABLE_NAME = 'THREADS_CONNECTED'
        AND VARIABLE_VALUE + %d > @@GLOBAL.max_connections
      """
          .formatted(CONNECTIONS);

  private final Programs programs;
  private final Access access;
  private final FormerLimit former;

  private SpareConnections(Programs programs, Access access, FormerLimit former) {
    this.programs = programs;
    this.access = access;
    this.former = former;
  }

  /** Raises the limit where too few connections are free. */
  static SpareConnections make(Programs programs, Access access, FormerLimit former)
      throws IOException {
    var spare = new SpareConnections(programs, access, former);
    String limit = spare.ask(SHORT_OF_THEM);
    if (FormerLimit.isNumber(limit)) {
      if (former.read().isEmpty()) {
        former.keep(limit);
      }
      var _ = spare.ask(set(Integer.toString(Integer.parseInt(limit) + CONNECTIONS)));
    }
    return spare;
  }

  /** Puts back what a backup raised that a crash cut short. */
  static void putBack(Programs programs, Access access, FormerLimit former) throws IOException {
    var before = former.read();
    if (before.isPresent()) {
      var _ = new SpareConnections(programs, access, former).ask(set(before.get()));
      former.forget();
    }
  }

  private static String set(String limit) {
    return "SET GLOBAL max_connections = " + limit;
  }

  private String ask(String statement) throws IOException {
    var asking = new Asking(statement);
    if (!Await.until(LIMIT, asking)) {
      throw asking.refused();
    }
    return asking.answer;
  }

  /**
   * The max_connections that a server had before a backup raised it, kept durably in the instance's
   * own directory until it is put back. A server that starts has it by itself.
   */
  record FormerLimit(Path directory) {
    private static final String FILE = "max_connections.before";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    static boolean isNumber(String text) {
      return NUMBER.matcher(text).matches();
    }

    Optional<String> read() throws IOException {
      Path file = directory.resolve(FILE);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      return Optional.of(Files.readString(file, StandardCharsets.US_ASCII))
          .filter(FormerLimit::isNumber);
    }

    void keep(String limit) throws IOException {
      try (var upload = new DirectoryStore(directory).begin(FILE)) {
        upload.write(limit.getBytes(StandardCharsets.US_ASCII));
        upload.commit();
      }
    }

    void forget() throws IOException {
      Files.deleteIfExists(directory.resolve(FILE));
    }
  }

  /** The connection that is kept back may be busy with our own last question still. */
  private final class Asking implements Await.Condition {
    private final String statement;
    private String answer = "";
    private @Nullable ProcessFailed last;

    private Asking(String statement) {
      this.statement = statement;
    }

    @Override
    public boolean holds() throws IOException {
      try {
        answer = access.ask(programs, statement).strip();
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
    try {
      putBack(programs, access, former);
    } catch (IOException stays) {
      LOG.log(System.Logger.Level.WARNING, "max_connections of a server stays raised", stays);
    }
  }
}
