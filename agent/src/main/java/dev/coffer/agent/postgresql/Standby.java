package dev.coffer.agent.postgresql;

import dev.coffer.agent.host.Ports;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.postgresql.server.Place;
import dev.coffer.agent.postgresql.server.Server;
import dev.coffer.agent.store.DirectoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The server on a node's volume while the node still serves from its plain directory: it follows
 * the node, reachable by us alone, on a port of its own.
 */
public final class Standby {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String PORT = "standby.port";

  private final Node node;

  public Standby(Node node) {
    this.node = node;
  }

  /** The one that runs; it is started where it does not. */
  public Server running(Ports ports) throws IOException {
    var place = place();
    if (Files.exists(port()) && server(foundPort()).isRunning()) {
      var server = server(foundPort());
      server.start();
      return server;
    }
    if (!Files.isRegularFile(
        place.data().resolve(Place.STANDBY_SIGNAL), LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(place.data() + " is no copy that follows a node");
    }
    int port = ports.reserve(LOOPBACK, OptionalInt.empty());
    try {
      write(port);
      var server = server(port);
      server.start();
      return server;
    } finally {
      ports.release(port);
    }
  }

  /** However it is: whatever it holds the node holds too. */
  public void kill() throws IOException {
    server(node.settings().port()).kill();
  }

  private int foundPort() throws IOException {
    return Integer.parseInt(Files.readString(port()).strip());
  }

  private void write(int port) throws IOException {
    try (var upload = new DirectoryStore(node.files().directory()).begin(PORT)) {
      upload.write(Integer.toString(port).getBytes(StandardCharsets.US_ASCII));
      upload.commit();
    }
  }

  private Path port() {
    return node.files().directory().resolve(PORT);
  }

  private Server server(int port) throws IOException {
    var settings = new Settings(LOOPBACK, port, node.settings().version());
    return new Server(
        node.files(), place(), settings, node.files().standbyOptions(settings), Server.STANDBY);
  }

  private Place place() {
    return node.files().sealed();
  }
}
