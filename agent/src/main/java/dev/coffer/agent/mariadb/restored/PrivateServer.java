package dev.coffer.agent.mariadb.restored;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.process.ProcessFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A server on a data directory that no other program reaches: without network, accounts, events and
 * replication. Closing it kills it, and leaves the files to be recovered by the next start.
 */
public final class PrivateServer implements AutoCloseable {
  /** Relative to the data directory: the path of a socket may have 107 bytes and no more. */
  private static final String SOCKET = "private.sock";

  /** Long, for what is behind the redo log may have to be brought up first. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Child server;
  private final Command client;

  private PrivateServer(Child server, Command client) {
    this.server = server;
    this.client = client;
  }

  /** The options of a server that it needs beside those of the files that it is to open. */
  public static List<String> options() {
    return List.of(
        "--socket=" + SOCKET,
        "--skip-networking",
        "--skip-grant-tables",
        "--skip-slave-start",
        "--skip-symbolic-links",
        "--innodb-buffer-pool-load-at-startup=OFF",
        "--innodb-buffer-pool-dump-at-shutdown=OFF");
  }

  /** The command line of the client that asks it, to be run in the data directory. */
  public static Command client(Path program) {
    return Command.of(
        program,
        "--no-defaults",
        "--protocol=socket",
        "--socket=" + SOCKET,
        "--default-character-set=utf8mb4",
        "--batch",
        "--skip-column-names",
        "--delimiter=//");
  }

  /** Returns once it takes connections. */
  public static PrivateServer start(Command server, Command client, Path data) throws IOException {
    var child = Child.start(server);
    var started = new PrivateServer(child, client);
    boolean up = false;
    try {
      var socket = data.resolve(SOCKET);
      up =
          Await.until(
              LIMIT, () -> !child.isAlive() || Files.exists(socket, LinkOption.NOFOLLOW_LINKS));
      if (!up || !child.isAlive()) {
        up = false;
        throw started.unresponsive();
      }
      return started;
    } finally {
      if (!up) {
        started.close();
      }
    }
  }

  private AgentFailure unresponsive() throws IOException {
    try {
      server.abort();
      server.awaitSuccess();
      return new AgentFailure(Reason.ENGINE_UNRESPONSIVE, "a server on restored files ended");
    } catch (ProcessFailed died) {
      return new AgentFailure(Reason.ENGINE_UNRESPONSIVE, "a server on restored files", died);
    }
  }

  /** Runs statements that end with {@code //}, and tells each line of their results. */
  void run(String statements, Consumer<String> line) throws IOException {
    client.run(statements.getBytes(StandardCharsets.UTF_8), line);
  }

  /** Leaves clean files behind. */
  void shutDown() throws IOException {
    run("SHUTDOWN//", _ -> {});
    server.awaitSuccess();
  }

  /** Kills it; safe from any thread. */
  void abort() {
    server.abort();
  }

  @Override
  public void close() {
    server.close();
  }
}
