package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Instance.State;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.postgresql.citus.Links;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.ControlRole;
import dev.coffer.agent.postgresql.server.NewNode;
import dev.coffer.agent.postgresql.server.NodeFiles;
import dev.coffer.agent.postgresql.server.Place;
import dev.coffer.agent.postgresql.server.Server;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.agent.volume.EngineVolume;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.util.Optional;

/** Takes the server of one existing node up and down, and opens and closes its volume. */
public final class Node {
  private static final System.Logger LOG = System.getLogger(Node.class.getName());

  private final NodeFiles files;
  private final Settings settings;
  private final Server server;
  private final EngineVolume volume;

  /** One that has its settings written down. */
  Node(NodeFiles files) throws IOException {
    this(files, Settings.read(files.settings()));
  }

  Node(NodeFiles files, Settings settings) throws IOException {
    this.files = files;
    this.settings = settings;
    var place = files.place();
    this.server = new Server(files, place, settings, files.options(place, settings), Server.NODE);
    this.volume = files.engineVolume();
  }

  Instance inspect() throws IOException {
    return new Instance(
        files.id(),
        isReadable() && server.isUp() ? State.RUNNING : State.STOPPED,
        settings.version(),
        settings.bindAddress(),
        settings.port(),
        files.place().data());
  }

  void unlock(SecretBytes dataKey) throws IOException {
    if (!isReadable()) {
      kill();
      volume.unlock(dataKey);
    }
  }

  public void start() throws IOException {
    if (!isReadable()) {
      throw new AgentFailure(
          Reason.VOLUME_LOCKED, "the volume of node %s is not open".formatted(files.id()));
    }
    if (files.isSealed()) {
      files.settleMark();
      // A switch-over that was cut short leaves it: what serves the node is no standby.
      files.tree(files.place().data()).remove(Place.STANDBY_SIGNAL);
    }
    startServer();
  }

  public void startServer() throws IOException {
    if (files.areForeign()) {
      files.origin().orElseThrow().reopen(files.tree(files.place().data()));
    } else if (files.origin().isEmpty()) {
      server.removeRoles();
    }
    server.start();
  }

  /** It meets the other nodes of its cluster from its next start on. */
  void prepare(Links links) throws IOException {
    files.join(links, settings.port());
  }

  /** By its sockets, which they alone reach, as any role: for a node of another's making. */
  void letLinkedIn() throws IOException {
    files.tree(files.place().data()).begin(Place.ACCESS, NewNode.LINKED);
  }

  /** With whatever was written down of it since. */
  Node startedAgain() throws IOException {
    stopServer();
    var again = new Node(files);
    again.start();
    return again;
  }

  /**
   * Keeps other users from starting the server where it was stopped; tells whether none had before.
   */
  public boolean closePlain() throws IOException {
    if (!files.areForeign()) {
      return true;
    }
    files.origin().orElseThrow().close(files.tree(files.place().data()));
    return !server.isAnyoneInside();
  }

  void stopServer() throws IOException {
    if (isReadable()) {
      server.stop();
    } else {
      server.kill();
    }
  }

  void stop() throws IOException {
    stopServer();
    if (files.isSealed()) {
      files.cage().end();
      volume.lock();
    }
  }

  /** All of it, however it is. Another user's server is not ours to kill. */
  void kill() throws IOException {
    BaseCopy.killProgram(files.copy());
    new Standby(this).kill();
    if (!files.areForeign()) {
      server.kill();
      files.cage().end();
    }
  }

  /**
   * As our superuser, if that is the account: where another superuser took it or changed it, the
   * server is started again, which brings it back.
   */
  public Session session(String database, Account account) throws IOException {
    if (files.origin().isPresent() || !new ControlRole(files).restores(account)) {
      return server.session(database, account);
    }
    var whole = whole(database, account);
    if (whole.isPresent()) {
      return whole.get();
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "the role {0} of node {1} was changed: restarting to bring it back",
        account.role(),
        files.id());
    server.stop();
    startServer();
    return server.session(database, account);
  }

  private Optional<Session> whole(String database, Account account) throws IOException {
    try {
      var session = server.session(database, account);
      if (session.isSuperuser()) {
        return Optional.of(session);
      }
      session.close();
      return Optional.empty();
    } catch (AgentFailure refused) {
      if (Session.isAboutTheAccount(refused)) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  public Server server() {
    return server;
  }

  public NodeFiles files() {
    return files;
  }

  Settings settings() {
    return settings;
  }

  public EngineVolume volume() {
    return volume;
  }

  /** Where this host reaches it. */
  Session.Address address() throws IOException {
    return server.address();
  }

  private boolean isReadable() throws IOException {
    return !files.isSealed() || volume.isOpen();
  }
}
