package dev.coffer.agent.local;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.Engine;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.host.DeleteTree;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A MariaDB of the distribution that its package's user runs, with options of its own. */
final class ForeignMariaDb implements AutoCloseable {
  static final String USER = "boss";

  private static final String PASSWORD = "Superuser-1";
  private static final Duration START = Duration.ofMinutes(5);
  private static final int ATTEMPTS = 3;

  private final Path root;
  private final int port;
  private final Process server;

  private ForeignMariaDb(Path root, int port, Process server) {
    this.root = root;
    this.port = port;
    this.server = server;
  }

  /**
   * The root is made; options may name directories in it, which are made where they are missing.
   */
  static ForeignMariaDb start(Path root, List<String> directories, List<String> options)
      throws IOException {
    Files.createDirectory(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    for (var name : directories) {
      make(root.resolve(name));
    }
    make(root.resolve("data"));
    var accounts =
        Files.writeString(
            root.resolve("accounts.sql"),
            """
            CREATE USER IF NOT EXISTS %1$s@localhost IDENTIFIED BY '%2$s';
            GRANT ALL ON *.* TO %1$s@localhost WITH GRANT OPTION;
            CREATE USER IF NOT EXISTS %1$s@'127.0.0.1' IDENTIFIED BY '%2$s';
            GRANT ALL ON *.* TO %1$s@'127.0.0.1' WITH GRANT OPTION;
            """
                .formatted(USER, PASSWORD));
    install(root, options);
    var line = new ArrayList<>(options);
    line.addAll(
        List.of(
            "--socket=" + root.resolve("data/sock"),
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--init-file=" + accounts));
    for (int attempt = 1; ; attempt++) {
      var started = launch(root, line);
      if (Await.until(START, () -> !started.server.isAlive() || started.answers())
          && started.server.isAlive()) {
        return started;
      }
      var said = Files.readString(root.resolve("said"));
      // Another process may have taken the port since it was looked for.
      if (attempt == ATTEMPTS || !said.contains("Address already in use")) {
        started.close();
        throw new IOException("no server: " + said);
      }
    }
  }

  private static ForeignMariaDb launch(Path root, List<String> options) throws IOException {
    int port = freePort();
    var line = new ArrayList<>(options);
    line.add("--port=" + port);
    return new ForeignMariaDb(root, port, run(root, "/usr/sbin/mariadbd", line));
  }

  private static void make(Path directory) throws IOException {
    Files.createDirectory(directory);
    var accounts = directory.getFileSystem().getUserPrincipalLookupService();
    Files.setOwner(directory, accounts.lookupPrincipalByName("mysql"));
  }

  private static void install(Path root, List<String> options) throws IOException {
    var line = new ArrayList<>(List.of("--auth-root-authentication-method=normal"));
    line.addAll(List.of("--skip-test-db", "--force"));
    line.addAll(options);
    int code = run(root, "/usr/bin/mariadb-install-db", line).onExit().join().exitValue();
    if (code != 0) {
      throw new IOException("not installed: " + Files.readString(root.resolve("said")));
    }
  }

  private static Process run(Path root, String program, List<String> options) throws IOException {
    var line = new ArrayList<>(List.of("setpriv", "--reuid=mysql", "--regid=mysql"));
    line.addAll(List.of("--clear-groups", "--", program, "--no-defaults"));
    line.addAll(List.of("--datadir=" + root.resolve("data"), "--tmpdir=" + root.resolve("data")));
    line.addAll(options);
    return new ProcessBuilder(line)
        .directory(root.resolve("data").toFile())
        .redirectErrorStream(true)
        .redirectOutput(root.resolve("said").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try (var connection = connect()) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", USER, PASSWORD);
  }

  Path data() {
    return root.resolve("data");
  }

  /** How the operator lists it, beside its directory. */
  String address(List<String> directories) {
    var more = directories.stream().map(name -> '"' + root.resolve(name).toString() + '"').toList();
    return "\"port\": %d, \"directories\": [%s]".formatted(port, String.join(",", more));
  }

  Engine.Adopted engine() {
    var password = SecretBytes.copyOf(PASSWORD.getBytes(StandardCharsets.UTF_8));
    return new Engine.Adopted(new Engine.Address.Tcp("127.0.0.1", port), USER, password, data());
  }

  @Override
  public void close() {
    server.destroyForcibly().onExit().join();
    try {
      DeleteTree.at(root);
    } catch (IOException left) {
      throw new AgentFailure(AgentFailure.Reason.HOST_FAILED, "test", left);
    }
  }
}
