package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.cage.CagedServer;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** In a place of our own, where only we start servers: one for each role. */
record CagedPostmaster(NodeFiles files, Place place, Programs programs, String role)
    implements Postmaster {
  /** A cage whose server has ended ends a moment later. */
  @Override
  public Optional<Running> find() throws IOException {
    return inCage().filter(server -> server.pid().isPresent()).map(Caged::new);
  }

  private Optional<CagedServer> inCage() throws IOException {
    return files.cage().server(role);
  }

  @Override
  public void prepare() throws IOException {
    new UncagedServer(place.data()).end();
    killCage();
    files.migrate(place);
  }

  @Override
  public Running launch(StartOptions options) throws IOException {
    return launch(files, place, command(programs, place, options), role);
  }

  static Command command(Programs programs, Place place, StartOptions options) {
    var line = new ArrayList<String>();
    line.addAll(List.of(programs.server().toString(), "-D", place.data().toString()));
    line.addAll(options.line());
    return new Command(line, place.data());
  }

  static Running launch(NodeFiles files, Place place, Command command, String role)
      throws IOException {
    try {
      return new Caged(files.serverCage(place).start(role, command, place.log()));
    } catch (IOException refused) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE,
          "the server in %s did not start: %s".formatted(place.data(), refused.getMessage()),
          refused);
    }
  }

  @Override
  public void kill() throws IOException {
    new UncagedServer(place.data()).kill();
    killCage();
  }

  private void killCage() throws IOException {
    var server = inCage();
    if (server.isPresent()) {
      server.get().kill();
    }
  }

  @Override
  public boolean isAnyoneInside() throws IOException {
    return inCage().isPresent();
  }

  private record Caged(CagedServer server) implements Running {
    @Override
    public boolean isAlive() {
      return server.isAlive();
    }

    @Override
    public void shutDown() throws IOException {
      server.signal(CagedServer.Signal.INTERRUPT);
    }

    @Override
    public void kill() throws IOException {
      server.kill();
    }
  }
}
