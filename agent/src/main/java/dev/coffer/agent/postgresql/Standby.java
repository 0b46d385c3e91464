package dev.coffer.agent.postgresql;

import dev.coffer.agent.host.Ports;
import dev.coffer.agent.host.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.OptionalInt;

/**
 * The server on a node's volume while the node still serves from its plain directory: it follows
 * the node, for nobody but us, on a port of its own.
 */
final class Standby {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORT_LINE = 3;

  private final Node node;

  Standby(Node node) {
    this.node = node;
  }

  /** The one that runs; it is started where it does not. */
  Server running(Ports ports) throws IOException {
    var place = place();
    if (new NodeProcess(node.server().programs(), node.user(), place).find().isPresent()) {
      var server = server(foundPort());
      server.start();
      return server;
    }
    if (!Files.exists(place.standbySignal())) {
      throw new IOException(place.data() + " is no copy that follows a node");
    }
    int port = ports.reserve(LOOPBACK, OptionalInt.empty());
    try {
      if (!Files.exists(place.log())) {
        NodeFiles.createLog(place);
      }
      var server = server(port);
      server.start();
      return server;
    } finally {
      ports.release(port);
    }
  }

  /** However it is: whatever it holds the node holds too. */
  void kill() throws IOException {
    new NodeProcess(node.server().programs(), node.user(), place()).kill();
  }

  private int foundPort() throws IOException {
    return Integer.parseInt(Files.readAllLines(place().pid()).get(PORT_LINE).strip());
  }

  private Server server(int port) {
    var settings = new Settings(LOOPBACK, port, node.settings().version());
    return new Server(node.user(), place(), settings, node.files().standbyOptions(settings));
  }

  private Place place() {
    return node.files().sealed();
  }
}
