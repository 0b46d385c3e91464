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
  private final NodeFiles files;
  private final Settings settings;
  private final Server server;
  private final EngineVolume volume;

  Node(EngineUser user, NodeFiles files) throws IOException {
    this.files = files;
    this.settings = Settings.read(files.settings());
    this.server = new Server(user, files.place(), settings);
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
    }
    // A switch-over that was cut short leaves it: what serves the node follows nobody.
    Files.deleteIfExists(files.place().standbySignal());
    server.start();
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
