package dev.coffer.agent.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.agent.ForeignPlace;
import dev.coffer.agent.Superuser;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A PostgreSQL that somebody else made and started: the agent knows nothing of it. */
record ForeignPostgres(Path root, int port, Layout layout) implements AutoCloseable {
  private static final String USER = "postgres";
  private static final int ATTEMPTS = 3;
  static final String ROLE = "boss";
  static final String PASSWORD = "the boss's own päss";

  /** Where its configuration lies. */
  enum Layout {
    /** As initdb leaves it. */
    PLAIN,
    /** As Debian makes it: in a directory of its own, and told of by options. */
    CONFIGURED_ELSEWHERE
  }

  static ForeignPostgres make(Path root, Layout layout) throws IOException {
    var made = new ForeignPostgres(root, freePort(), layout);
    made.initialise();
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        made.start("-w");
        return made;
      } catch (IOException refused) {
        // Another process may have taken the port since it was looked for.
        if (!Files.readString(root.resolve("run/log")).contains("Address already in use")) {
          throw refused;
        }
        made = new ForeignPostgres(root, freePort(), layout);
        made.set("port", made.port());
      }
    }
    made.start("-w");
    return made;
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  Path data() {
    return root.resolve("data");
  }

  Path configuration() {
    return layout == Layout.PLAIN ? data() : root.resolve("etc");
  }

  private void initialise() throws IOException {
    var password = Files.writeString(root.resolve("password"), PASSWORD + "\n");
    for (var directory : List.of("data", "run", "etc")) {
      Files.createDirectory(root.resolve(directory));
    }
    if (isRoot()) {
      Command.of(Path.of("/bin/chown"), "-R", USER + ":" + USER, root.toString()).run();
    }
    run(
        "initdb",
        "-D",
        data().toString(),
        "-U",
        ROLE,
        "--pwfile=" + password,
        "-N",
        "-A",
        "scram-sha-256");
    Files.delete(password);
    if (layout == Layout.CONFIGURED_ELSEWHERE) {
      for (var file : List.of("postgresql.conf", "pg_hba.conf", "pg_ident.conf")) {
        Files.move(data().resolve(file), configuration().resolve(file));
      }
      set("data_directory", data());
      set("hba_file", configuration().resolve("pg_hba.conf"));
      set("ident_file", configuration().resolve("pg_ident.conf"));
      set("external_pid_file", root.resolve("run/server.pid"));
    }
    set("listen_addresses", "127.0.0.1");
    set("port", port);
    set("unix_socket_directories", root.resolve("run"));
  }

  void set(String name, Object value) throws IOException {
    Files.writeString(
        configuration().resolve("postgresql.conf"),
        "%s = '%s'\n".formatted(name, value),
        StandardOpenOption.APPEND);
  }

  /** With more options of pg_ctl. */
  void start(String... more) throws IOException {
    var options =
        layout == Layout.PLAIN
            ? "-c work_mem=5MB"
            : "-c work_mem=5MB -c config_file=" + configuration().resolve("postgresql.conf");
    var line = new ArrayList<>(List.of("start", "-D", data().toString()));
    line.addAll(List.of("-l", root + "/run/log", "-o", options));
    line.addAll(List.of(more));
    run("pg_ctl", line.toArray(String[]::new));
  }

  void stop() throws IOException {
    run("pg_ctl", "stop", "-m", "fast", "-D", data().toString());
  }

  void reload() throws IOException {
    run("pg_ctl", "reload", "-D", data().toString());
  }

  long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst());
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private void run(String program, String... arguments) throws IOException {
    var line = new ArrayList<String>();
    if (isRoot()) {
      line.addAll(
          List.of("/usr/bin/setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups", "--"));
    }
    line.add(programs().resolve(program).toString());
    line.addAll(List.of(arguments));
    new Command(line, root).run();
  }

  private static Path programs() throws IOException {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .max(Comparator.comparingInt(v -> Integer.parseInt(v.getFileName().toString())))
          .orElseThrow()
          .resolve("bin");
    }
  }

  ForeignPlace place() {
    return new ForeignPlace(data(), port);
  }

  NodeAccess access(String nodeId) {
    return access(nodeId, PASSWORD);
  }

  NodeAccess access(String nodeId, String password) {
    var superuser = new Superuser.Given(ROLE, SecretBytes.copyOf(password.getBytes(UTF_8)));
    return new NodeAccess(nodeId, superuser, Optional.of(place()));
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=5";
  }

  void run(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url(), ROLE, PASSWORD);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  String ask(String query) throws SQLException {
    try (var connection = DriverManager.getConnection(url(), ROLE, PASSWORD);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  /** Stops it where it runs in its own place. */
  @Override
  public void close() throws IOException {
    if (Files.exists(data().resolve("postmaster.pid"))) {
      stop();
    }
  }
}
