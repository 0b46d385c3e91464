package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A MariaDB that nobody told the server of, run by its package's user. Whoever adopts it is its
 * superuser; what it says of itself can be told at its start.
 */
public record ForeignDatabase(Path root, int port) implements AutoCloseable {
  private static final String USER = "mysql";
  public static final String PASSWORD = "Superuser-1";

  /** What is to lie in the data directory beside, and the options that go with it. */
  public interface Extras {
    String[] in(Path data) throws IOException;
  }

  /** The directory is made. */
  public static ForeignDatabase start(Path root) throws IOException {
    return start(root, _ -> new String[0]);
  }

  public static ForeignDatabase start(Path root, Extras extras) throws IOException {
    var foreign = new ForeignDatabase(root, Warehouse.freePort());
    Files.createDirectory(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    Files.createDirectory(foreign.data());
    var accounts =
        Files.writeString(
            root.resolve("accounts.sql"),
            "CREATE USER boss@'127.0.0.1' IDENTIFIED BY '"
                + PASSWORD
                + "';\nGRANT ALL ON *.* TO boss@'127.0.0.1' WITH GRANT OPTION;\n");
    NodeExamination.run("chown", USER + ":" + USER, foreign.data().toString());
    foreign.install();
    String[] options = extras.in(foreign.data());
    NodeExamination.run("chown", "-R", USER + ":" + USER, foreign.data().toString());
    foreign.launch(accounts, options);
    Await.until("a foreign MariaDB to answer", foreign::answers);
    return foreign;
  }

  public Path data() {
    return root.resolve("data");
  }

  /** What adopts it, as the body of the call. */
  public Map<String, Object> adoption(String name) {
    return Map.of(
        "name",
        name,
        "host",
        "127.0.0.1",
        "port",
        port,
        "user_name",
        "boss",
        "password",
        PASSWORD,
        "data_directory",
        data().toString());
  }

  /** How the operator allows that. */
  public Map<String, Object> listed() {
    return Map.of(
        "engine", "mariadb", "data_directory", data().toString(), "owner", USER, "port", port);
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", "boss", PASSWORD);
  }

  private boolean answers() {
    try (Connection connection = connect()) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private void install() throws IOException {
    var install =
        as(
            "/usr/bin/mariadb-install-db",
            "--no-defaults",
            "--datadir=" + data(),
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--force");
    assertThat(start(install).onExit().join().exitValue())
        .as(Files.readString(root.resolve("said")))
        .isZero();
  }

  private void launch(Path accounts, String... options) throws IOException {
    var line =
        as(
            "/usr/sbin/mariadbd",
            "--no-defaults",
            "--datadir=" + data(),
            "--socket=" + data().resolve("sock"),
            "--pid-file=" + data().resolve("pid"),
            "--tmpdir=" + data(),
            "--bind-address=127.0.0.1",
            "--port=" + port,
            "--skip-name-resolve",
            "--init-file=" + accounts);
    line.addAll(List.of(options));
    start(line);
  }

  private static List<String> as(String... line) {
    var all = new ArrayList<>(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER));
    all.addAll(List.of("--clear-groups", "--"));
    all.addAll(List.of(line));
    return all;
  }

  private Process start(List<String> line) throws IOException {
    return new ProcessBuilder(line)
        .directory(data().toFile())
        .redirectErrorStream(true)
        .redirectOutput(root.resolve("said").toFile())
        .start();
  }

  @Override
  public void close() {
    Engines.under(root).forEach(Engines::kill);
    ServerHome.delete(root);
  }
}
