package dev.coffer.cli.demo;

import dev.coffer.cli.account.Account;
import dev.coffer.cli.serve.Serve;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.server.CofferServer;
import dev.coffer.server.DataLayout;
import dev.coffer.server.ServerConfig;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the main job from beginning to end on this machine. */
@Command(
    name = "demo",
    description = {
      "Shows the main job on real parts: starts a server and a MariaDB, loads data, turns encrypted"
          + " backup on, backs up, looks at the stored bytes, restores into a new instance and"
          + " compares; then it encrypts a warehouse cluster while clients write to it.",
      "It then stays up to be tried by hand, until Ctrl-C; what it made is removed at its end."
    },
    mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {
  @Option(names = "--once", description = "End when it is through; exit code 0 if all went well.")
  private boolean once;

  @Option(
      names = "--algorithm",
      paramLabel = "AES_256|SM4",
      defaultValue = "AES_256",
      description = "The algorithm of the master key, default ${DEFAULT-VALUE}.")
  private String algorithm;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    // Below /var/tmp: on the disk, and within reach of the engines' own user.
    Path home = Files.createTempDirectory(Path.of("/var/tmp"), "coffer-demo-");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    var stop = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Serve.end(stop, closed), "stop"));
    try {
      run(out, home.resolve("data"), stop);
    } finally {
      delete(home);
      closed.countDown();
    }
    return 0;
  }

  private static Path bootstrap(Path data) {
    return DataLayout.keysIn(data).resolve("bootstrap.json");
  }

  private void run(PrintWriter out, Path data, CountDownLatch stop) throws Exception {
    out.println("coffer demo: everything is kept in " + data);
    var steps = new Steps(out, isTerminal());
    var config = new ServerConfig(data, "127.0.0.1", 0, "cn-north-4", Compression.ZSTD, true);
    try (CofferServer server = steps.step("start the server", _ -> CofferServer.start(config));
        var client = new ApiClient(Account.read(bootstrap(data)))) {
      var tour = new Tour(steps, client, data, algorithm);
      String key = tour.run();
      if (ClusterTour.isPossible()) {
        new ClusterTour(steps, client, data, algorithm, tour.databasePassword()).run(key);
      } else {
        steps.detail("to encrypt a running cluster it would need root and a writable /dev/fuse");
      }
      steps.total();
      if (once) {
        return;
      }
      out.println();
      out.println("The server stays up at " + server.url() + " until Ctrl-C.");
      out.println("Its first user and access key: " + bootstrap(data));
      out.flush();
      stop.await();
    }
  }

  // Redirected output is no terminal; the null is what the method's declaration still allows for.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
