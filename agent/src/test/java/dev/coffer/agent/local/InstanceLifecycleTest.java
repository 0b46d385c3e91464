package dev.coffer.agent.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coffer.agent.Agent;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Credentials;
import dev.coffer.agent.EngineHome;
import dev.coffer.agent.Exposure;
import dev.coffer.agent.Instance;
import dev.coffer.agent.Instance.State;
import dev.coffer.agent.Provision;
import dev.coffer.agent.cage.Confinement;
import dev.coffer.agent.linux.ProcessStatus;
import dev.coffer.agent.store.MemoryStore;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@Tag("engine")
@TestInstance(Lifecycle.PER_CLASS)
final class InstanceLifecycleTest {
  private static final String PASSWORD = "Quote ' \" \\ and %s";

  private Path home;
  private Agent agent;
  private Instance made;

  @BeforeAll
  void provision() throws IOException {
    home = EngineHome.create();
    agent = agent(home);
    made = agent.provision(request("one"));
  }

  @AfterEach
  void bringUp() {
    agent.start("one");
  }

  @AfterAll
  void destroy() throws IOException {
    agent.destroy("one");
    assertThat(home).isEmptyDirectory();
    EngineHome.delete(home);
  }

  @Test
  void aNewInstanceAnswersItsAdministrator() throws SQLException {
    assertThat(made.state()).isEqualTo(State.RUNNING);
    assertThat(made.version()).contains("MariaDB");
    assertThat(ask(made, PASSWORD, "SELECT CURRENT_USER()")).isEqualTo("root@%");
    assertThat(ask(made, PASSWORD, "SELECT @@datadir")).startsWith(made.dataDirectory().toString());
  }

  @Test
  void anAccountWithoutItsPasswordIsRefused() {
    assertThatThrownBy(() -> ask(made, "", "SELECT 1")).isInstanceOf(SQLException.class);
  }

  @Test
  void theAdministratorHasDatabasesAndAccountsAndNothingOfTheServer() throws SQLException {
    ask(made, PASSWORD, "CREATE OR REPLACE DATABASE app");
    ask(made, PASSWORD, "CREATE OR REPLACE TABLE app.t (id INT) AS SELECT 7 AS id");
    ask(made, PASSWORD, "CREATE OR REPLACE USER app@'%' IDENTIFIED BY 'p'");
    ask(made, PASSWORD, "GRANT ALL ON app.* TO app@'%'");
    assertThat(ask(made, PASSWORD, "SELECT id FROM app.t")).isEqualTo("7");
    for (var refused :
        List.of(
            "SELECT * FROM mysql.global_priv",
            "UPDATE mysql.global_priv SET Priv = '{}'",
            "CREATE TABLE mysql.t (id INT)",
            "SELECT 1 INTO OUTFILE '/tmp/x'",
            "SELECT LOAD_FILE('/etc/passwd') IS NULL AND x.y FROM (SELECT 1) x",
            "SET GLOBAL general_log = ON",
            "INSTALL SONAME 'ha_archive'",
            "SHUTDOWN")) {
      assertThatThrownBy(() -> ask(made, PASSWORD, refused))
          .describedAs(refused)
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void theServerIsAUserOfItsOwnAndItsFilesAreClosedToOthers() throws IOException {
    var owner = (int) Files.getAttribute(made.dataDirectory(), "unix:uid");
    assertThat(ProcessStatus.of(process().pid()).orElseThrow().user()).isEqualTo(owner);
    if (Confinement.isRoot()) {
      assertThat(owner).isGreaterThanOrEqualTo(1_900_000_000);
    }
    var mode = Files.getPosixFilePermissions(made.dataDirectory());
    assertThat(PosixFilePermissions.toString(mode)).isEqualTo("rwx------");
  }

  @Test
  void isFoundAgainByAnotherAgent() throws IOException {
    var found = agent(home).inspect("one");
    assertThat(found).hasValue(made);
  }

  @Test
  void stopsAndStartsOnTheSamePort() throws IOException, SQLException {
    assertThat(agent.stop("one").state()).isEqualTo(State.STOPPED);
    assertThat(agent.stop("one").state()).isEqualTo(State.STOPPED);
    assertThat(agent.start("one")).isEqualTo(made);
    assertThat(ask(made, PASSWORD, "SELECT 1")).isEqualTo("1");
  }

  @Test
  void aRestartGivesANewProcess() throws IOException {
    long before = process().pid();
    agent.restart("one");
    assertThat(process().pid()).isNotEqualTo(before);
  }

  @Test
  void aKilledServerIsSeenAsStoppedAndStartsAgain() throws Exception {
    var server = process();
    server.destroyForcibly();
    server.onExit().get(2, TimeUnit.MINUTES);
    assertThat(agent.inspect("one").orElseThrow().state()).isEqualTo(State.STOPPED);
    assertThat(agent.start("one")).isEqualTo(made);
  }

  @Test
  void aProcessThatTheEngineNamesInItsFilesIsNotTouched() throws IOException {
    agent.stop("one");
    Files.writeString(
        made.dataDirectory().resolve("server.pid"), Long.toString(ProcessHandle.current().pid()));
    assertThat(agent.inspect("one").orElseThrow().state()).isEqualTo(State.STOPPED);
    assertThat(agent.stop("one").state()).isEqualTo(State.STOPPED);
  }

  @Test
  void whatEarlierVersionsLeftIsGivenToTheInstancesOwnUser() throws Exception {
    assumeThat(Confinement.isRoot()).isTrue();
    agent.stop("one");
    var own = (int) Files.getAttribute(made.dataDirectory(), "unix:uid");
    var mysql = home.getFileSystem().getUserPrincipalLookupService();
    try (var tree = Files.walk(made.dataDirectory())) {
      for (var path : tree.toList()) {
        Files.setOwner(path, mysql.lookupPrincipalByName("mysql"));
      }
    }
    assertThat(agent.start("one")).isEqualTo(made);
    assertThat(ask(made, PASSWORD, "SELECT 1")).isEqualTo("1");
    // While it runs, it may delete a file that is about to be looked at.
    agent.stop("one");
    try (var tree = Files.walk(made.dataDirectory())) {
      for (var path : tree.toList()) {
        assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(own);
      }
    }
  }

  @Test
  void aServerThatCannotStartTellsWhatItSaid() throws IOException {
    agent.stop("one");
    var system = made.dataDirectory().resolve("ibdata1");
    var aside = made.dataDirectory().resolve("ibdata1.aside");
    Files.move(system, aside);
    try {
      assertThatThrownBy(() -> agent.start("one"))
          .isInstanceOfSatisfying(
              AgentFailure.class,
              failure -> assertThat(failure.reason()).isEqualTo(Reason.ENGINE_UNRESPONSIVE))
          .hasMessageContaining("ERROR");
    } finally {
      Files.move(aside, system, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void aSecondInstanceOfThatIdIsRefused() {
    assertThatThrownBy(() -> agent.provision(request("one")))
        .isInstanceOfSatisfying(
            AgentFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.INSTANCE_EXISTS));
    assertThat(agent.inspect("one")).hasValue(made);
  }

  @Test
  void aHomeThatNoOtherUserCanReachServes() throws IOException, SQLException {
    var closed = EngineHome.create();
    Files.setPosixFilePermissions(closed.getParent(), PosixFilePermissions.fromString("rwx------"));
    var agentThere = agent(closed);
    try {
      assertThat(ask(agentThere.provision(request("two")), PASSWORD, "SELECT 1")).isEqualTo("1");
    } finally {
      agentThere.destroy("two");
      EngineHome.delete(closed);
    }
  }

  private ProcessHandle process() {
    var option = "--datadir=" + made.dataDirectory();
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process.info().command().filter(path -> path.endsWith("/mariadbd")).isPresent())
        .filter(
            process ->
                process.info().arguments().stream()
                    .flatMap(Arrays::stream)
                    .anyMatch(option::equals))
        .findFirst()
        .orElseThrow();
  }

  private static String ask(Instance instance, String password, String query) throws SQLException {
    var url = "jdbc:mariadb://127.0.0.1:" + instance.port() + "/";
    try (var connection = DriverManager.getConnection(url, "root", password);
        var statement = connection.createStatement();
        var rows = statement.execute(query) ? statement.getResultSet() : null) {
      return rows != null && rows.next() ? rows.getString(1) : "";
    }
  }

  private static Agent agent(Path home) throws IOException {
    return new LocalAgent(home, new MemoryStore(), new SecureRandom(), InstantSource.system());
  }

  private static Provision request(String id) {
    return new Provision(
        id,
        Exposure.LOOPBACK,
        OptionalInt.empty(),
        new Credentials(
            SecretBytes.copyOf(PASSWORD.getBytes(UTF_8)),
            SecretBytes.copyOf("control secret".getBytes(UTF_8))));
  }
}
