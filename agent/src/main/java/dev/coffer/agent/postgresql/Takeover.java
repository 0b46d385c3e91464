package dev.coffer.agent.postgresql;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.NodeFiles;
import dev.coffer.agent.postgresql.server.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A running node of another user on its way to being one of ours. Until it is taken, it is only
 * looked at; once it is, what starts it is written down here, and nothing of it has changed.
 *
 * @param listed its data directory when it was found on the list
 */
public record Takeover(
    NodeFiles files, ForeignPlace place, Adoptable.Directory listed, Account superuser) {
  private interface Use<T> {
    T of(ForeignServer server) throws IOException;
  }

  /** Why it could not be captured, and what to do about it. */
  List<String> obstaclesToCapture() throws IOException {
    return obstacles(server -> new CaptureObstacles(server, superuser).find());
  }

  /** Why it could not be moved, which takes a copy, and what to do about it. */
  public List<String> obstaclesToMove() throws IOException {
    return obstacles(
        server -> {
          var all = new ArrayList<>(new CaptureObstacles(server, superuser).find());
          var moved = of(server.origin());
          var home = Files.createDirectories(files.directory().getParent());
          all.addAll(new MoveObstacles(server, moved.readingCage(moved.plain()), home).find());
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
  public Node look() throws IOException {
    return with(server -> new Node(of(server.origin()), server.settings()));
  }

  private NodeFiles of(Origin origin) {
    return new NodeFiles(files.directory(), Optional.of(origin), files.cages());
  }

  /** Makes it a node of ours that works where it is. */
  public void take() throws IOException {
    var obstacles = obstaclesToMove();
    if (!obstacles.isEmpty()) {
      throw new AgentFailure(
          Reason.NOT_ADOPTABLE, "the node at port %d: %s".formatted(place.port(), obstacles));
    }
    var _ = with(this::writeDown);
  }

  private NodeFiles writeDown(ForeignServer server) throws IOException {
    var origin = server.origin();
    var taken = of(origin);
    taken.delete();
    taken.create();
    origin.write(files.directory());
    server.settings().write(files.directory());
    return taken;
  }

  private <T> T with(Use<T> use) throws IOException {
    try (var session = ForeignServer.open(place, superuser)) {
      return use.of(ForeignServer.behind(session, place, listed));
    }
  }
}
