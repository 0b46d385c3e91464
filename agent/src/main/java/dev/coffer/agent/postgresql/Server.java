package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.host.LastWords;
import dev.coffer.agent.host.Settings;
import java.io.IOException;
import java.time.Duration;

/** A server that works in one place and listens at one address: takes it up and down. */
final class Server {
  /** Long, for a server that recovers from a crash replays its log before it answers. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Place place;
  private final Settings settings;
  private final StartOptions options;
  private final NodeProcess process;
  private final PredefinedRoles roles;

  Server(EngineUser user, Place place, Settings settings, StartOptions options) {
    this.place = place;
    this.settings = settings;
    this.options = options;
    var programs = Programs.of(settings.version());
    this.process = new NodeProcess(programs, user, place);
    this.roles = new PredefinedRoles(programs, user, place);
  }

  void start() throws IOException {
    var running = process.find();
    var server = running.isPresent() ? running.get() : process.launch(options);
    boolean settled = Await.until(LIMIT, () -> !server.isAlive() || isUp());
    if (!settled || !isUp()) {
      server.destroyForcibly();
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE,
          "the server in %s did not start: %s".formatted(place.data(), LastWords.of(place.log())));
    }
  }

  /** What a server of our own must not have, before it is started; does nothing while it runs. */
  void removeRoles() throws IOException {
    if (process.find().isEmpty()) {
      process.awaitOrphans();
      roles.remove(options);
    }
  }

  void stop() throws IOException {
    var running = process.find();
    if (running.isPresent()) {
      process.stop(running.get(), LIMIT);
    }
  }

  /** Gives it no time to end well. */
  void kill() throws IOException {
    process.kill();
  }

  /** Whether anybody at all works in the place. */
  boolean isAnyoneInside() throws IOException {
    return process.isAnyoneInside();
  }

  boolean isUp() throws IOException {
    return process.find().isPresent() && process.answers(settings);
  }

  Session session(String database, Account account) throws IOException {
    return Session.open(address(), database, account);
  }

  /** Where this host reaches it. */
  Session.Address address() throws IOException {
    return new Session.Address(NodeProcess.reachable(settings.bindAddress()), settings.port());
  }

  Place place() {
    return place;
  }

  Programs programs() {
    return Programs.of(settings.version());
  }
}
