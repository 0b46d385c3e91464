package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL that nobody told the server of, made by initdb and started by its own user. Whoever
 * works with the clusters of these tests is its superuser.
 */
record ForeignNode(Path root, int port, boolean configuredElsewhere) {
  private static final String USER = "postgres";
  private static final String LOADED = "SELECT pg_conf_load_time()";

  /** The directory is made, and has to be reached by everybody. */
  static ForeignNode make(Path root, boolean configuredElsewhere) throws IOException, SQLException {
    return make(root, configuredElsewhere, Map.of());
  }

  /** The same with settings of its own. */
  static ForeignNode make(Path root, boolean configuredElsewhere, Map<String, String> settings)
      throws IOException, SQLException {
    var node = new ForeignNode(root, Warehouse.freePort(), configuredElsewhere);
    node.initialise();
    for (var setting : settings.entrySet()) {
      node.set(setting.getKey(), setting.getValue());
    }
    node.start();
    try (Connection connection = node.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE gaussdb");
    }
    return node;
  }

  Path data() {
    return root.resolve("data");
  }

  private Path configuration() {
    return configuredElsewhere ? root.resolve("etc") : data();
  }

  Path rules() {
    return configuration().resolve("pg_hba.conf");
  }

  Map<String, Object> place() {
    return Map.of("data_directory", data().toString(), "port", port);
  }

  /** How the operator allows it to be adopted. */
  Map<String, Object> listed() {
    return Map.of(
        "engine", "postgresql", "data_directory", data().toString(), "owner", USER, "port", port);
  }

  private void initialise() throws IOException {
    for (Path directory : List.of(root, data(), root.resolve("run"), root.resolve("etc"))) {
      Files.createDirectory(directory);
    }
    Path password = Files.writeString(root.resolve("password"), Warehouse.PASSWORD + "\n");
    NodeExamination.run("chown", "-R", USER + ":" + USER, root.toString());
    run(
        "initdb",
        "-D",
        data(),
        "-U",
        Warehouse.USER,
        "--pwfile=" + password,
        "-A",
        "scram-sha-256");
    Files.delete(password);
    if (configuredElsewhere) {
      for (String file : List.of("postgresql.conf", "pg_hba.conf", "pg_ident.conf")) {
        Files.move(data().resolve(file), configuration().resolve(file));
      }
      set("data_directory", data());
      set("hba_file", rules());
      set("ident_file", configuration().resolve("pg_ident.conf"));
    }
    set("listen_addresses", "127.0.0.1");
    set("port", port);
    set("unix_socket_directories", root.resolve("run"));
  }

  private void set(String name, Object value) throws IOException {
    Files.writeString(
        configuration().resolve("postgresql.conf"),
        "%s = '%s'\n".formatted(name, value),
        StandardOpenOption.APPEND);
  }

  private void start() throws IOException {
    String options = "-c config_file=" + configuration().resolve("postgresql.conf");
    run("pg_ctl", "start", "-w", "-D", data(), "-l", root.resolve("run/log"), "-o", options);
  }

  /**
   * Lets every role in from this host without a password, as nodes of one cluster trust each other.
   */
  void trust() throws IOException, SQLException {
    String before = Files.readString(rules());
    Files.writeString(rules(), "host all all 127.0.0.1/32 trust\n" + before);
    reload();
  }

  /** Makes new connections follow the configuration files as they are now. */
  void reload() throws IOException, SQLException {
    String before = ask(LOADED);
    run("pg_ctl", "reload", "-D", data());
    Await.until("the configuration to be read", () -> !ask(LOADED).equals(before));
  }

  private String ask(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", Warehouse.USER, Warehouse.PASSWORD);
  }

  void stop() {
    try {
      if (Files.exists(data().resolve("postmaster.pid"))) {
        run("pg_ctl", "stop", "-m", "immediate", "-D", data());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(String program, Object... arguments) throws IOException {
    var line = new ArrayList<String>(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER));
    line.addAll(List.of("--init-groups", "--", NodeExamination.program(program)));
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    Process process =
        new ProcessBuilder(line)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("said").toFile())
            .start();
    assertThat(process.onExit().join().exitValue())
        .as(Files.readString(root.resolve("said"), StandardCharsets.UTF_8))
        .isZero();
  }
}
