package dev.coffer.acceptance.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.local.LocalWarehouseHost;
import dev.coffer.agent.warehouse.NodeAccess;
import dev.coffer.agent.warehouse.NodeOrder;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a superuser of one node can do to the host and to the node beside it. */
@TestInstance(Lifecycle.PER_CLASS)
final class PostgresTenantTest {
  private static final String SECRET = "control of all";
  private static final String PASSWORD = HexFormat.of().formatHex(SECRET.getBytes(UTF_8));

  private Path root;
  private LocalWarehouseHost host;
  private Instance attacker;
  private Instance neighbour;

  @BeforeAll
  void provision() throws IOException, SQLException {
    root = Files.createTempDirectory(Path.of("/tmp"), "coffer-attack-");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    host = new LocalWarehouseHost(root.resolve("clusters"));
    attacker = make("attacker");
    neighbour = make("neighbour");
    // Uses our account: a tenant who becomes superuser in another way has as much.
    run("CREATE ROLE boss SUPERUSER LOGIN PASSWORD '" + PASSWORD + "'");
  }

  private Instance make(String id) {
    return host.provision(new NodeOrder(id, Exposure.LOOPBACK, OptionalInt.empty(), secret()));
  }

  @AfterAll
  void destroy() throws IOException {
    host.destroy("attacker");
    host.destroy("neighbour");
    try (var tree = Files.walk(root)) {
      for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void aSuperuserRunsNoProgramAndLoadsNoLibraryOfItsOwn() throws SQLException {
    assertThatThrownBy(() -> run("COPY (SELECT 1) TO PROGRAM 'id > ran'"))
        .isInstanceOf(SQLException.class);
    assertThat(attacker.dataDirectory().resolve("ran")).doesNotExist();
    var library = attacker.dataDirectory().resolve("own.so");
    run(
        "SELECT lo_from_bytea(77777, pg_read_binary_file('/usr/lib/postgresql/'"
            + " || current_setting('server_version_num')::int / 10000 || '/lib/citext.so'))");
    run("SELECT lo_export(77777, '" + library + "')");
    assertThatThrownBy(() -> run("LOAD '" + library + "'")).hasMessageContaining("own.so");
  }

  @Test
  void aSuperuserReachesNoFileOfTheNeighbourOrOfOurs() throws Exception {
    assertThat(ask("SELECT pg_read_file('PG_VERSION')")).isNotEmpty();
    var other = neighbour.dataDirectory();
    for (var read : new String[] {other + "/PG_VERSION", other + "/pg_hba.conf", "/etc/shadow"}) {
      assertThatThrownBy(() -> ask("SELECT pg_read_file('" + read + "')"))
          .as(read)
          .isInstanceOf(SQLException.class);
    }
    for (var listed : new Path[] {other, root, root.resolve("agent"), root.resolve("clusters")}) {
      assertThat(listed(listed)).as(listed.toString()).doesNotContain("neighbour", "base", "cages");
    }
    for (var written :
        new Path[] {other.resolve("x"), root.resolve("agent/x"), root.resolve("x")}) {
      assertThatThrownBy(() -> run("COPY (SELECT 1) TO '" + written + "'"))
          .as(written.toString())
          .isInstanceOf(SQLException.class);
      assertThat(written).doesNotExist();
    }
  }

  /** What a node may not even list is as good as empty. */
  private String listed(Path directory) {
    try {
      return ask("SELECT string_agg(f, ' ') FROM pg_ls_dir('" + directory + "') f");
    } catch (SQLException refused) {
      return "";
    }
  }

  @Test
  void aSuperuserSeesItsOwnProcessesAlone() throws SQLException {
    assertThat(ask("SELECT max(f::int) < 1000 FROM pg_ls_dir('/proc') f WHERE f ~ '^[0-9]+$'"))
        .isEqualTo("t");
    assertThat(
            ask(
                "SELECT count(*) FROM pg_ls_dir('/proc') f WHERE f = '"
                    + ProcessHandle.current().pid()
                    + "'"))
        .isEqualTo("0");
  }

  @Test
  void anAccountOfOursThatWasTakenComesBack() throws Exception {
    var rules = "TO '" + attacker.dataDirectory().resolve("pg_hba.conf") + "'";
    for (var taken :
        new String[] {
          "ALTER ROLE coffer PASSWORD 'mine'",
          "ALTER ROLE coffer NOSUPERUSER",
          "ALTER ROLE coffer NOLOGIN",
          "ALTER ROLE coffer RENAME TO was",
          "COPY (SELECT 'host all coffer all reject') " + rules + "; SELECT pg_reload_conf()",
        }) {
      as("boss", taken);
      assertThat(host.conversions().survey(new NodeAccess("attacker", secret())).replication())
          .as(taken)
          .isEmpty();
      assertThat(ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
          .as(taken)
          .isEqualTo("t");
      run("COPY (SELECT 'host all all all scram-sha-256') " + rules + "; SELECT pg_reload_conf()");
    }
  }

  @Test
  void aLinkInThePlaceOfADirectoryLeadsADeletionNowhere() throws Exception {
    var precious = Files.createDirectory(root.resolve("precious"));
    for (int file = 0; file < 200; file++) {
      Files.writeString(precious.resolve("f" + file), "kept");
    }
    // Everybody may delete here, so that only the deletion's way can save it.
    Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rwxrwxrwx"));
    var data = make("swapped").dataDirectory();
    int user = (int) Files.getAttribute(data, "unix:uid");
    var swapping = swapping(user, data, precious);
    try {
      host.destroy("swapped");
    } finally {
      swapping.destroyForcibly().waitFor();
    }
    assertThat(data).doesNotExist();
    assertThat(precious.toFile().list((_, name) -> name.startsWith("f"))).hasSize(200);
  }

  /** As the node's user, which no process outside of its cage has but for this test. */
  private static Process swapping(int user, Path data, Path precious) throws IOException {
    return new ProcessBuilder(
            "setpriv",
            "--reuid=" + user,
            "--regid=" + user,
            "--clear-groups",
            "--",
            "sh",
            "-c",
            "cd \"$1\" && while :; do mv base aside; ln -s \"$2\" base; rm -f base;"
                + " ln -s \"$2\" l$$; mv aside base; done",
            "sh",
            data.toString(),
            precious.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void run(String sql) throws SQLException {
    as("coffer", sql);
  }

  private void as(String user, String sql) throws SQLException {
    try (var connection = connect(user);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String ask(String query) throws SQLException {
    try (var connection = connect("coffer");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  private Connection connect(String user) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + attacker.port() + "/postgres", user, PASSWORD);
  }

  private static SecretBytes secret() {
    return SecretBytes.copyOf(SECRET.getBytes(UTF_8));
  }
}
