package dev.coffer.agent.mariadb;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Instance.State;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.EngineUser;
import dev.coffer.agent.host.LastWords;
import dev.coffer.agent.host.Settings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Takes the server of one existing instance up and down. */
final class Server {
  /** Long, for a server that recovers from a crash reads all its redo log before it answers. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final InstanceFiles files;
  private final Settings settings;
  private final ServerProcess process;

  Server(Programs programs, EngineUser user, InstanceFiles files, Supplier<ServerOptions> options)
      throws IOException {
    this.files = files;
    this.settings = Settings.read(files.settings());
    this.process = new ServerProcess(programs, user, files, options);
  }

  Instance inspect() throws IOException {
    boolean running = process.find().isPresent() && process.answers(settings);
    return new Instance(
        files.id(),
        running ? State.RUNNING : State.STOPPED,
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
          "instance " + files.id() + " did not start: " + LastWords.of(files.log()));
    }
  }

  void stop() throws IOException {
    var running = process.find();
    if (running.isPresent()) {
      running.get().destroy();
      awaitExit(running.get());
    }
  }

  private boolean isUp() throws IOException {
    return process.find().isPresent() && process.answers(settings);
  }

  private void awaitExit(ProcessHandle server) throws IOException {
    try {
      server.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException stillThere) {
      throw new AgentFailure(
          Reason.ENGINE_UNRESPONSIVE, "instance " + files.id() + " did not stop", stillThere);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while stopping instance " + files.id());
    }
  }
}
