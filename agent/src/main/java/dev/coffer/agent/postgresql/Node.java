package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Instance.State;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.host.LastWords;
import dev.coffer.agent.host.Settings;
import java.io.IOException;
import java.time.Duration;

/** Takes the server of one existing node up and down. */
final class Node {
  /** Long, for a server that recovers from a crash replays its log before it answers. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final NodeFiles files;
  private final Settings settings;
  private final NodeProcess process;

  Node(EngineUser user, NodeFiles files) throws IOException {
    this.files = files;
    this.settings = Settings.read(files.settings());
    this.process = new NodeProcess(Programs.of(settings.version()), user, files);
  }

  Instance inspect() throws IOException {
    return new Instance(
        files.id(),
        isUp() ? State.RUNNING : State.STOPPED,
        settings.version(),
        settings.bindAddress(),
        settings.port(),
        files.data());
  }

  void start() throws IOException {
    var running = process.find();
    var server = running.isPresent() ? running.get() : process.launch(settings);
    boolean settled = Await.until(LIMIT, () -> !server.isAlive() || isUp());
    if (!settled || !isUp()) {
      server.destroyForcibly();
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE,
          "node %s did not start: %s".formatted(files.id(), LastWords.of(files.log())));
    }
  }

  void stop() throws IOException {
    if (process.find().isPresent()) {
      process.stop(LIMIT);
    }
  }

  Session session(String database, Account account) throws IOException {
    return Session.open(address(), database, account);
  }

  /** Where this host reaches it. */
  Session.Address address() throws IOException {
    return new Session.Address(NodeProcess.reachable(settings.bindAddress()), settings.port());
  }

  private boolean isUp() throws IOException {
    return process.find().isPresent() && process.answers(settings);
  }
}
