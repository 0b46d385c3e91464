package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.LastWords;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.postgresql.server.Session.Proof;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;

/** A server that works in one place and listens at one address: takes it up and down. */
public final class Server {
  /** The role of the one that serves as a node, and of the one that follows it. */
  public static final String NODE = "server";

  public static final String STANDBY = "standby";

  /** Long, for a server that recovers from a crash replays its log before it answers. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final NodeFiles files;
  private final Place place;
  private final Settings settings;
  private final StartOptions options;
  private final Postmaster postmaster;

  public Server(
      NodeFiles files, Place place, Settings settings, StartOptions options, String role) {
    this.files = files;
    this.place = place;
    this.settings = settings;
    this.options = options;
    this.postmaster =
        files.isForeign(place)
            ? new ForeignPostmaster(files, place, programs())
            : new CagedPostmaster(files, place, programs(), role);
  }

  public void start() throws IOException {
    var running = postmaster.find();
    var server = running.isPresent() ? running.get() : launch();
    boolean settled = Await.until(LIMIT, () -> !server.isAlive() || isUp());
    if (!settled || !server.isAlive()) {
      server.kill();
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE,
          "the server in %s did not start: %s".formatted(place.data(), LastWords.of(place.log())));
    }
  }

  private Postmaster.Running launch() throws IOException {
    postmaster.prepare();
    return postmaster.launch(options);
  }

  /** What a server of our own must not have, before it is started; does nothing while it runs. */
  public void removeRoles() throws IOException {
    if (postmaster.find().isEmpty()) {
      postmaster.prepare();
      var control = new ControlRole(files);
      new PredefinedRoles(programs(), files.serverCage(place).withoutNetwork(), place)
          .remove(options, control.statements());
      control.letIn();
    }
  }

  public void stop() throws IOException {
    var running = postmaster.find();
    if (running.isPresent()) {
      var server = running.get();
      server.shutDown();
      if (!Await.until(LIMIT, () -> !server.isAlive())) {
        throw new AgentFailure(
            Reason.ENGINE_UNRESPONSIVE, "the server in %s does not stop".formatted(place.data()));
      }
    }
  }

  /** Gives it no time to end well. */
  public void kill() throws IOException {
    postmaster.kill();
  }

  public boolean isRunning() throws IOException {
    return postmaster.find().isPresent();
  }

  /** Whether any process works in the place. */
  public boolean isAnyoneInside() throws IOException {
    return postmaster.isAnyoneInside();
  }

  public boolean isUp() throws IOException {
    return isRunning() && Probe.answers(address());
  }

  public Session session(String database, Account account) throws IOException {
    var proof = files.origin().isPresent() ? Proof.AS_THE_SERVER_ASKS : Proof.OF_BOTH;
    return Session.open(address(), database, account, proof);
  }

  /** Where this host reaches it. */
  public Session.Address address() throws IOException {
    var bound = InetAddress.getByName(settings.bindAddress());
    var reachable = bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
    return new Session.Address(reachable.getHostAddress(), settings.port());
  }

  public ControlData controlData() throws IOException {
    return ControlData.read(programs(), files.readingCage(place), place);
  }

  public Programs programs() {
    return Programs.of(settings.version());
  }
}
