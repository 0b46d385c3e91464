package dev.coffer.acceptance.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.acceptance.Await;
import dev.coffer.acceptance.ForeignDatabase;
import dev.coffer.agent.Adoptable;
import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.BackupRequest;
import dev.coffer.agent.Engine;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.Watch;
import dev.coffer.agent.host.BindAddresses;
import dev.coffer.agent.local.LocalAgent;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.crypto.envelope.v1.Compression;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.json.JsonMapper;

/** What the administrator of one instance can do to the host and to the instance beside it. */
@TestInstance(Lifecycle.PER_CLASS)
final class MariaDbTenantTest {
  private Path root;
  private Path adoptable;
  private Agent agent;
  private MariaDbTenant attacker;
  private MariaDbTenant neighbour;

  @BeforeAll
  void provision() throws IOException, SQLException {
    root = Files.createTempDirectory(Path.of("/tmp"), "coffer-attack-");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    var home = Files.createDirectory(root.resolve("instances"));
    adoptable = Files.writeString(root.resolve("adoptable.json"), "[]");
    agent =
        new LocalAgent(
            home,
            new MemoryStore(),
            new LocalAgent.Configured(
                FileKeys.NONE, Adoptable.listedIn(adoptable), BindAddresses.LOOPBACK_ONLY),
            new SecureRandom(),
            InstantSource.system());
    attacker = MariaDbTenant.of(agent, "attacker");
    neighbour = MariaDbTenant.of(agent, "neighbour");
    neighbour.administer(
        "CREATE DATABASE shop", "CREATE TABLE shop.t AS SELECT 'of the neighbour' AS x");
  }

  @AfterAll
  void destroy() throws IOException {
    agent.destroy("attacker");
    agent.destroy("neighbour");
    try (var tree = Files.walk(root)) {
      for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void theAdministratorWritesNoFileAndReadsNone() {
    var target = neighbour.instance().dataDirectory().resolve("shop/t.TRG");
    assertThatThrownBy(
            () -> attacker.administer("SELECT 'TYPE=TRIGGERS' INTO DUMPFILE '" + target + "'"))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> attacker.ask("root", "SELECT 1 FROM mysql.global_priv"))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> attacker.administer("INSTALL SONAME 'ha_archive'"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void aSuperuserOfOneInstanceReachesNothingOfTheNext() throws Exception {
    var tenant = MariaDbTenant.of(agent, "escaped");
    try {
      tenant.becomeSuperuser();
      var other = neighbour.instance().dataDirectory();
      var own = tenant.instance().dataDirectory().resolveSibling("files");
      tenant.as("boss", "SET GLOBAL general_log_file = 'own.log'");
      tenant.as("boss", "SELECT 'x' INTO OUTFILE '" + own + "/x'");
      assertThat(tenant.ask("boss", "SELECT LOAD_FILE('" + own + "/x')")).startsWith("x");
      assertThat(tenant.ask("boss", "SELECT LOAD_FILE('/etc/passwd')")).isEqualTo("null");
      for (var path : new String[] {other + "/shop/t.TRG", "/tmp/x", other + "/../files/x"}) {
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> tenant.as("boss", "SELECT 'x' INTO OUTFILE '" + path + "'"));
      }
      // The option that keeps files apart is the server's; the log's name is the superuser's.
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(
              () ->
                  tenant.as(
                      "boss",
                      "SET GLOBAL general_log_file = '" + other + "/shop/log.log'",
                      "SET GLOBAL general_log = ON"));
      assertThat(other.resolve("shop/log.log")).doesNotExist();
      assertThat(neighbour.ask("root", "SELECT x FROM shop.t")).isEqualTo("of the neighbour");
    } finally {
      agent.destroy("escaped");
    }
  }

  @Test
  void anAccountOfOursThatWasTakenComesBackForTheNextBackup() throws SQLException {
    for (var taken :
        new String[] {
          "DROP USER coffer@localhost",
          "ALTER USER coffer@localhost ACCOUNT LOCK",
          "ALTER USER coffer@localhost IDENTIFIED BY 'mine'",
          "RENAME USER coffer@localhost TO was@localhost"
        }) {
      attacker.administer(taken);
      assertThat(backup(attacker.engine())).as(taken).isPositive();
    }
  }

  @Test
  void aBackupLoadsNoLibraryThatTheServerNames() throws Exception {
    var directory = root.resolve("foreign");
    try (var foreign = withLibraries(directory)) {
      var engine = adopted(foreign);
      try (var backups = Executors.newSingleThreadExecutor();
          var hold = foreign.connect();
          var statement = hold.createStatement()) {
        statement.execute("CREATE DATABASE held");
        statement.execute("CREATE TABLE held.t (id INT) ENGINE=MyISAM");
        statement.execute("LOCK TABLES held.t WRITE");
        var backup = backups.submit(() -> backup(engine));
        Await.until(
            "the backup to wait for a lock or to end", () -> backup.isDone() || isWaiting(foreign));
        if (backup.isDone()) {
          throw new AssertionError("it waited for no lock and read " + backup.get() + " bytes");
        }
        var tool = ToolProcess.readingFrom(foreign.data());
        assertThat(tool.user()).isNotZero();
        assertThat(tool.code())
            .anyMatch(line -> line.contains("/usr/lib/"))
            .noneMatch(line -> line.contains(foreign.data().toString()));
        statement.execute("UNLOCK TABLES");
        assertThat(backup.get()).isPositive();
      }
    }
  }

  // The tool would load it, too, by the name that the server gives.
  @Test
  void aServerWithAnEncryptionLibraryIsRefused() throws Exception {
    var directory = root.resolve("encrypting");
    try (var foreign = withLibraries(directory, "--plugin-load-add=file_key_management")) {
      var engine = adopted(foreign);
      assertThatThrownBy(() -> backup(engine))
          .isInstanceOf(AgentFailure.class)
          .hasMessageContaining("encryption plugin file_key_management");
    }
  }

  private Engine.Adopted adopted(ForeignDatabase foreign) throws IOException {
    Files.writeString(adoptable, JsonMapper.shared().writeValueAsString(List.of(foreign.listed())));
    return new Engine.Adopted(
        new Engine.Address.Tcp("127.0.0.1", foreign.port()),
        "boss",
        SecretBytes.copyOf(ForeignDatabase.PASSWORD.getBytes(StandardCharsets.UTF_8)),
        foreign.data());
  }

  private static boolean isWaiting(ForeignDatabase foreign) throws SQLException {
    try (var connection = foreign.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.PROCESSLIST"
                    + " WHERE STATE LIKE 'Waiting for%' AND INFO LIKE 'BACKUP%'")) {
      return rows.next() && rows.getInt(1) > 0;
    }
  }

  /** A server that loads its plugins from a directory that its own files are in. */
  private static ForeignDatabase withLibraries(Path directory, String... options)
      throws IOException {
    return ForeignDatabase.start(
        directory,
        data -> {
          var plugins = Files.createDirectory(data.resolve("plugins"));
          var library = plugins.resolve("file_key_management.so");
          Files.copy(Path.of("/usr/lib/mysql/plugin/file_key_management.so"), library);
          var keys = Files.writeString(data.resolve("keys"), "1;" + "0f".repeat(32) + "\n");
          for (var path : new Path[] {plugins, library, keys}) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
          return Stream.concat(
                  Stream.of(
                      "--plugin-dir=" + plugins, "--loose-file-key-management-filename=" + keys),
                  Stream.of(options))
              .toArray(String[]::new);
        });
  }

  @Test
  void aLinkInThePlaceOfADirectoryLeadsADeletionNowhere() throws Exception {
    var precious = Files.createDirectory(root.resolve("precious"));
    for (int file = 0; file < 200; file++) {
      Files.writeString(precious.resolve("f" + file), "kept");
    }
    // Everybody may delete here, so that only the deletion's way can save it.
    Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rwxrwxrwx"));
    var victim = MariaDbTenant.of(agent, "swapped");
    victim.administer("CREATE DATABASE many", "CREATE TABLE many.t (id INT)");
    var data = victim.instance().dataDirectory();
    int user = (int) Files.getAttribute(data, "unix:uid");
    var swapping =
        new ProcessBuilder(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--clear-groups",
                "--",
                "sh",
                "-c",
                "cd \"$1\" && while :; do mv many aside; ln -s \"$2\" many; rm -f many;"
                    + " ln -s \"$2\" l$$; mv aside many; done",
                "sh",
                data.toString(),
                precious.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      agent.destroy("swapped");
    } finally {
      swapping.destroyForcibly().waitFor();
    }
    assertThat(data).doesNotExist();
    assertThat(precious.toFile().list((_, name) -> name.startsWith("f"))).hasSize(200);
  }

  private long backup(Engine engine) {
    var id = "b" + System.nanoTime();
    var request = new BackupRequest(id, "attacked", engine, Compression.ZSTD, Optional.empty());
    agent.backup(request, Watch.none());
    return agent.envelope(id).orElseThrow().bytes().length;
  }
}
