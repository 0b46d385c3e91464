package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Instance.State;
import dev.coffer.agent.cage.CagedServer;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.LastWords;
import dev.coffer.agent.host.Settings;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes the server of one existing instance up and down. Where the instance lies on a volume, a
 * start takes the volume's key, even while the volume is open still.
 */
final class Server {
  /** Long, for a server that recovers from a crash reads all its redo log before it answers. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final InstanceFiles files;
  private final Settings settings;
  private final ServerProcess process;
  private final FileKeys keys;

  Server(Programs programs, InstanceFiles files, FileKeys keys) throws IOException {
    this.files = files;
    this.keys = keys;
    this.settings = Settings.read(files.settings());
    this.process = new ServerProcess(programs, files);
  }

  Instance inspect() throws IOException {
    boolean running = isUp();
    return new Instance(
        files.id(),
        running ? State.RUNNING : State.STOPPED,
        settings.version(),
        settings.bindAddress(),
        settings.port(),
        files.data());
  }

  void start() throws IOException {
    endWhatIsLeft();
    var running = found();
    var server = running.isPresent() ? running.get() : launch();
    boolean settled = Await.until(LIMIT, () -> !server.isAlive() || isUp());
    if (!settled || !server.isAlive()) {
      server.kill();
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE,
          "instance " + files.id() + " did not start: " + LastWords.of(files.log()));
    }
  }

  void stop() throws IOException {
    var running = found();
    if (running.isPresent()) {
      running.get().signal(CagedServer.Signal.TERMINATE);
      awaitExit(running.get());
    }
  }

  /** Nothing of its files can be read then, until it is started with the key. */
  void stopAndLock() throws IOException {
    stop();
    if (files.isSealed()) {
      process.kill();
      files.volume().lock();
    }
  }

  /** A cage whose server has ended ends a moment later. */
  private void endWhatIsLeft() throws IOException {
    var left = found().filter(cage -> cage.pid().isEmpty());
    if (left.isPresent()) {
      left.get().kill();
    }
  }

  private CagedServer launch() throws IOException {
    if (files.isSealed()) {
      try (SecretBytes key = keys.volume(files.id()).orElseThrow().dataKey()) {
        unlock(key);
      }
    }
    return process.launch(settings, ServerOptions.of(keys, files));
  }

  private void unlock(SecretBytes key) throws IOException {
    if (!files.volume().isOpen()) {
      // Its volume's daemon died under it.
      process.kill();
      files.volume().unlock(key);
    }
    files.recoverSwap();
  }

  private Optional<CagedServer> found() throws IOException {
    return isReadable() ? process.find() : Optional.empty();
  }

  private boolean isReadable() throws IOException {
    return !files.isSealed() || files.volume().isOpen();
  }

  private boolean isUp() throws IOException {
    return found().isPresent() && process.answers(settings);
  }

  private void awaitExit(CagedServer server) throws IOException {
    if (!server.awaitEnd(LIMIT)) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE, "instance " + files.id() + " did not stop");
    }
  }
}
