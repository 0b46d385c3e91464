package dev.coffer.agent.postgresql;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Instance.State;
import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.host.Settings;
import dev.coffer.agent.volume.EngineVolume;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;

/** Takes the server of one existing node up and down, and opens and closes its volume. */
final class Node {
  private final EngineUser user;
  private final NodeFiles files;
  private final Settings settings;
  private final Server server;
  private final EngineVolume volume;

  /** One that has its settings written down. */
  Node(EngineUser user, NodeFiles files) throws IOException {
    this(user, files, Settings.read(files.settings()));
  }

  /** A node of another's making is run by its own user. */
  Node(EngineUser user, NodeFiles files, Settings settings) {
    this.user = files.origin().map(Origin::user).orElse(user);
    this.files = files;
    this.settings = settings;
    var place = files.place();
    this.server = new Server(this.user, place, settings, files.options(place, settings));
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
      server.kill();
      volume.unlock(dataKey);
    }
  }

  void start() throws IOException {
    if (!isReadable()) {
      throw new AgentFailure(
          Reason.VOLUME_LOCKED, "the volume of node %s is not open".formatted(files.id()));
    }
    if (files.isSealed()) {
      files.settleMark();
      // A switch-over that was cut short leaves it: what serves the node follows nobody.
      Files.deleteIfExists(files.place().standbySignal());
    }
    startServer();
  }

  void startServer() throws IOException {
    if (files.areForeign()) {
      files.origin().orElseThrow().reopen();
      createLog();
    } else if (files.origin().isEmpty()) {
      server.removeRoles();
    }
    server.start();
  }

  /** Its own user copies it with all that lies beside it. */
  private void createLog() throws IOException {
    var place = files.place();
    if (!Files.exists(place.log())) {
      NodeFiles.createLog(place);
      user.own(place.log());
    }
  }

  /**
   * Keeps everybody else from starting the server where it was stopped; tells whether nobody had
   * before.
   */
  boolean closePlain() throws IOException {
    if (!files.areForeign()) {
      return true;
    }
    files.origin().orElseThrow().close();
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
      volume.lock();
    }
  }

  Session session(String database, Account account) throws IOException {
    return server.session(database, account);
  }

  EngineUser user() {
    return user;
  }

  Server server() {
    return server;
  }

  NodeFiles files() {
    return files;
  }

  Settings settings() {
    return settings;
  }

  EngineVolume volume() {
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
