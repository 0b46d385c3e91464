package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.host.EngineUser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A running node of somebody else's on its way to being one of ours. Until it is taken, it is only
 * looked at; once it is, what starts it is written down here, and nothing of it has changed.
 */
record Takeover(NodeFiles files, ForeignPlace place, Account superuser) {
  private interface Use<T> {
    T of(ForeignServer server) throws IOException;
  }

  /** Why it could not be captured, and what to do about it. */
  List<String> obstaclesToCapture() throws IOException {
    return obstacles(server -> new CaptureObstacles(server, superuser).find());
  }

  /** Why it could not be moved, which takes a copy, and what to do about it. */
  List<String> obstaclesToMove(Path home) throws IOException {
    return obstacles(
        server -> {
          var all = new ArrayList<>(new CaptureObstacles(server, superuser).find());
          all.addAll(new MoveObstacles(server, home).find());
          return all;
        });
  }

  private List<String> obstacles(Use<List<String>> search) throws IOException {
    try {
      return with(search);
    } catch (AgentFailure silent) {
      if (silent.reason() != Reason.ENGINE_FAILED) {
        throw silent;
      }
      return List.of("it does not let %s in: %s".formatted(superuser.role(), silent.getMessage()));
    }
  }

  /** The node as it is. */
  Node look(EngineUser user) throws IOException {
    return with(
        server ->
            new Node(
                user,
                new NodeFiles(files.directory(), Optional.of(server.origin())),
                server.settings()));
  }

  /** Makes it a node of ours that works where it is. */
  void take(Path home) throws IOException {
    var obstacles = obstaclesToMove(home);
    if (!obstacles.isEmpty()) {
      throw new AgentFailure(
          Reason.NOT_ADOPTABLE, "the node at port %d: %s".formatted(place.port(), obstacles));
    }
    var _ = with(this::writeDown);
  }

  private NodeFiles writeDown(ForeignServer server) throws IOException {
    var origin = server.origin();
    files.delete();
    files.create();
    origin.user().own(files.place().sockets());
    origin.write(files.directory());
    server.settings().write(files.directory());
    return files;
  }

  private <T> T with(Use<T> use) throws IOException {
    try (var session = ForeignServer.open(place, superuser)) {
      return use.of(ForeignServer.behind(session, place));
    }
  }
}
