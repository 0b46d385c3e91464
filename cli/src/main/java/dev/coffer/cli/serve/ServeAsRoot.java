package dev.coffer.cli.serve;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.link.LinkServer;
import dev.coffer.agent.link.OperatorFiles;
import dev.coffer.agent.link.UnixLink;
import dev.coffer.agent.worker.WorkerRepository;
import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.CannotStart;
import dev.coffer.server.DataDirectory;
import dev.coffer.server.DataLayout;
import dev.coffer.server.Hosts;
import dev.coffer.server.SplitDirectory;
import dev.coffer.server.kms.root.Passphrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The server where it is started as root. This process becomes the agent, which touches engines and
 * the store and no key ring; the API server is its child, as a user of its own. The end of either
 * is the end of both.
 */
final class ServeAsRoot {
  private static final Path LOWEST_PORT = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");

  private final CommandLine command;
  private final Options options;

  /**
   * What matters here of the command's options.
   *
   * @param files by the names of the options
   * @param adoptable the list of engines that may be adopted, which the agent reads
   * @param lockWait how long a backup waits for a lock, which the agent watches
   */
  record Options(
      Path data,
      Listen listen,
      Optional<String> user,
      Map<String, Path> files,
      Optional<Path> adoptable,
      Duration lockWait,
      Passphrase passphrase) {}

  ServeAsRoot(CommandLine command, Options options) {
    this.command = command;
    this.options = options;
  }

  int run() throws Exception {
    requireOpenPort();
    var layout = new DataLayout(options.data());
    try (DataDirectory _ = DataDirectory.take(layout)) {
      Identity user = SplitDirectory.userOf(layout, options.user());
      Identity worker = SplitDirectory.worker(layout);
      SplitDirectory.divide(layout, user, worker);
      Path place = SplitDirectory.place(layout);
      var repository = WorkerRepository.of(worker, layout.backups(), place);
      repository.startAhead();
      var choices =
          new Hosts.Choices(options.adoptable(), options.listen().host(), options.lockWait());
      Hosts hosts = Hosts.withWorker(layout, choices, repository).with(LinkServer.callersKeys());
      return serve(hosts, user, place.resolve("agent"));
    } catch (CannotStart | AgentFailure refusal) {
      throw new CommandFailed(String.valueOf(refusal.getMessage()), refusal);
    }
  }

  private int serve(Hosts hosts, Identity user, Path socket)
      throws IOException, InterruptedException {
    var server =
        new LinkServer(
            new LinkServer.Hosts(
                hosts.agent(), hosts.warehouse(), hosts.snapshots(), new OptionFiles()));
    try (UnixLink _ = UnixLink.listen(socket, server, user.user(), user.group())) {
      return child(socket, user);
    } finally {
      Files.deleteIfExists(socket);
    }
  }

  // It is started by the thread that waits for it: the kernel kills it when that thread ends.
  private int child(Path socket, Identity user) throws IOException, InterruptedException {
    var arguments = command.getParent().getParseResult().originalArgs();
    Process api =
        new ProcessBuilder(new ApiProcess(user, options.user()).line(arguments, socket))
            .inheritIO()
            .start();
    var ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(api, ended), "stop"));
    int code = api.waitFor();
    ended.countDown();
    return code;
  }

  // Asked to end: the API server ends first, and needs this process for that.
  private static void stop(Process api, CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    api.destroy();
    try {
      Runtime.getRuntime().halt(api.waitFor());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireOpenPort() throws IOException {
    int port = options.listen().port();
    int lowest = Integer.parseInt(Files.readString(LOWEST_PORT).strip());
    if (port != 0 && port < lowest) {
      throw new CommandFailed(
          "the API server runs without privilege and cannot listen on port %d: take one from %d"
                  .formatted(port, lowest)
              + " on, or lower net.ipv4.ip_unprivileged_port_start");
    }
  }

  /** Reads what the options name, and nothing else. */
  private final class OptionFiles implements OperatorFiles {
    @Override
    public Content content(String option) {
      @Nullable Path file = options.files().get(option);
      if (file == null) {
        throw new IllegalArgumentException("no file was given with --" + option);
      }
      try {
        return new Content(
            SecretBytes.absorb(Files.readAllBytes(file)), Files.getPosixFilePermissions(file));
      } catch (IOException unreadable) {
        throw new AgentFailure(Reason.HOST_FAILED, "cannot read " + file, unreadable);
      }
    }

    @Override
    public SecretBytes passphrase() {
      try {
        return options.passphrase().ask();
      } catch (CommandFailed none) {
        throw new AgentFailure(Reason.HOST_FAILED, String.valueOf(none.getMessage()));
      }
    }
  }
}
